/** The invariants as lights: what has to be true of the records, checked anew at each change. */

import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { plainAmount } from "../../parts/amount";
import { ProblemNote } from "../../parts/problem-note";
import { Sideways } from "../../parts/sideways";
import { useFresh } from "../../parts/use-fresh";
import { titleOf } from "./columns";

type Sums = components["schemas"]["ControlFigures"];

/** The names of those that are broken: each error is `/table/id name: how`. */
function brokenIn(errors: readonly string[]): string[] {
  const names = errors.map((each) => /^\S+ ([a-z_]+):/.exec(each)?.[1] ?? "");
  return [...new Set(names.filter(Boolean))];
}

export function Invariants() {
  const { data, problem, again } = useFresh(() => bodyOf(api().GET("/invariants")));
  const isBroken = problem?.code === "invariant_broken";
  const broken = isBroken ? brokenIn(problem.errors) : [];
  const names = [...new Set([...broken, ...(data?.holds ?? [])])];
  return (
    <section class="stack" aria-labelledby="records-invariants">
      <div class="row">
        <h2 id="records-invariants">Invariants</h2>
        {names.length > 0 && (
          <span class="quiet small" role="status">
            {broken.length === 0 ? `all ${names.length} hold` : `${broken.length} broken`}
          </span>
        )}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      <ul class="records-lights">
        {names.map((name) => (
          <li key={name} data-tone={broken.includes(name) ? "bad" : "good"}>
            {titleOf(name)}
            <span class="unseen">{broken.includes(name) ? ": broken" : ": holds"}</span>
          </li>
        ))}
      </ul>
      {data && data.figures.length > 0 && !isBroken && <Figures of={data.figures} />}
    </section>
  );
}

/** What the records add up to: a line for each figure, a column for each currency. */
function Figures({ of }: { of: readonly Sums[] }) {
  const names = Object.keys(of[0] ?? {}).filter((name) => name !== "currency");
  const sumOf = (sums: Sums, name: string) => Number(sums[name as keyof Sums]);
  return (
    <details>
      <summary>What the records add up to</summary>
      <Sideways class="card records-figures" label="Figures">
        <table class="table" aria-label="Figures">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {of.map(({ currency }) => (
                <th scope="col" class="number" key={currency}>
                  {currency}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <td>{titleOf(name)}</td>
                {of.map((each) => (
                  <td class="number" key={each.currency}>
                    {plainAmount(sumOf(each, name), each.currency)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </details>
  );
}
