/** Contracts: each operation with how it is answered and what traffic has met, and what was found. */

import "./contracts.css";
import { api, bodyOf } from "../../api/client";
import { base, pages } from "../../api/place";
import { ProblemNote } from "../../parts/problem-note";
import { useAgainAfterTraffic } from "../../parts/use-again";
import { useCall } from "../../parts/use-call";
import { go, hrefOf, route } from "../../shell/route";
import { Findings } from "./findings";
import { Operations } from "./operations";

export default function ContractsView() {
  const listed = useCall(() => bodyOf(api().GET("/contracts")));
  const contracts = listed.data?.contracts ?? [];
  const [asked] = route.value.rest;
  const name = asked ?? contracts[0]?.name;
  return (
    <div class="view">
      <div class="row">
        <h1>Contracts</h1>
        {name && (
          <select
            class="push"
            aria-label="Contract"
            value={name}
            onChange={(event) => go(hrefOf("contracts", [event.currentTarget.value]))}
          >
            {contracts.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title === each.name ? each.name : `${each.name}: ${each.title}`}
              </option>
            ))}
          </select>
        )}
      </div>
      {listed.problem && <ProblemNote problem={listed.problem} again={listed.again} />}
      {name && <Shown name={name} />}
    </div>
  );
}

function Shown({ name }: { name: string }) {
  const params = { path: { contract: name } };
  const contract = useCall(() => bodyOf(api().GET("/contracts/{contract}", { params })), [name]);
  const covered = useCall(
    () => bodyOf(api().GET("/coverage", { params: { query: { contract: [name] } } })),
    [name],
  );
  useAgainAfterTraffic(covered.again);
  const problem = contract.problem ?? covered.problem;
  const coverage = covered.data?.contracts.find((each) => each.contract === name);
  if (!contract.data)
    return problem ? <ProblemNote problem={problem} again={contract.again} /> : null;
  const { title, base_path, operations, findings } = contract.data;
  return (
    <>
      <section class="card padded contracts-head" aria-label={title}>
        <div class="stack">
          <h2>{title}</h2>
          <p class="mono small quiet">{base_path}</p>
        </div>
        {coverage && (
          <p class="contracts-share">
            <strong class="number">{coverage.answers.percent} %</strong>
            <span class="small quiet number">
              {coverage.answers.met} of {coverage.answers.documented} answers met
            </span>
          </p>
        )}
        <nav class="row" aria-label="Read it">
          <a class="button" href={page(`docs?urls.primaryName=${encodeURIComponent(name)}`)}>
            Swagger UI
          </a>
          <a class="button" href={page(`redoc?contract=${encodeURIComponent(name)}`)}>
            ReDoc
          </a>
          <a class="button" href={page(`openapi/${encodeURIComponent(name)}.yaml`)}>
            YAML
          </a>
        </nav>
      </section>
      {problem && <ProblemNote problem={problem} />}
      <Operations operations={operations} coverage={coverage?.operations ?? []} />
      <Findings findings={findings} />
    </>
  );
}

/** The address of a page of the server's documentation. */
function page(path: string): string {
  return new URL(pages + path, base.value).href;
}
