/** The operations of a contract: who answers each, and how often each documented answer was met. */

import { useState } from "preact/hooks";
import type { components } from "../../api/contract.gen";
import { Chip } from "../../parts/chip";
import { Sideways } from "../../parts/sideways";
import { hrefOf } from "../../shell/route";
import type { Tone } from "../../shell/telling";

type Served = components["schemas"]["ControlServedOperation"];
type Covered = components["schemas"]["ControlOperationCoverage"];
type Answer = components["schemas"]["ControlAnswerCoverage"];

const TONES: Record<Served["answered_by"], Tone> = {
  handler: "good",
  resource: "good",
  example: "info",
  sample: "info",
  nothing: "warn",
};

interface Props {
  operations: readonly Served[];
  coverage: readonly Covered[];
}

export function Operations({ operations, coverage }: Props) {
  const [wanted, want] = useState("");
  const answers = new Map(coverage.map((each) => [each.operation_id, each.answers]));
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = operations.filter(({ operation_id, method, path, answered_by }) => {
    const text = `${operation_id} ${method} ${path} ${answered_by}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <section class="stack" aria-labelledby="contracts-operations">
      <div class="row">
        <h2 id="contracts-operations">Operations</h2>
        <input
          class="push"
          type="search"
          aria-label="Filter the operations"
          placeholder="Filter: post /payments"
          value={wanted}
          onInput={(event) => want(event.currentTarget.value)}
        />
        <span class="small quiet number">{shown.length}</span>
      </div>
      {shown.length === 0 && <p class="card padded quiet">No operation is like that.</p>}
      {shown.length > 0 && (
        <Sideways label="Operations">
          <table class="table contracts-table">
            <thead>
              <tr>
                <th scope="col">Operation</th>
                <th scope="col">Answered by</th>
                <th scope="col">Answers met</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <tr key={each.operation_id}>
                  <th scope="row">
                    <a class="mono" href={hrefOf("traffic", [], { q: each.operation_id })}>
                      <b>{each.method}</b> {each.path}
                    </a>
                    <span class="mono small quiet">{each.operation_id}</span>
                  </th>
                  <td>
                    <Chip tone={TONES[each.answered_by]}>{each.answered_by}</Chip>
                    <span class="small quiet contracts-by">{byWhom(each)}</span>
                  </td>
                  <td>
                    <Heat answers={answers.get(each.operation_id) ?? []} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
    </section>
  );
}

function byWhom({ handler, resource }: Served): string {
  if (resource) return `${resource.role} ${resource.name}`;
  return handler ?? "";
}

/** How warm an answer is: the deeper, the more often it was met. */
function warmth(count: number): string {
  if (count === 0) return "none";
  return count < 10 ? "few" : "many";
}

function Heat({ answers }: { answers: readonly Answer[] }) {
  return (
    <ul class="contracts-heat">
      {answers.map(({ status, count, only_by_fault }) => (
        <li
          key={status}
          class="number"
          data-warmth={warmth(count)}
          data-fault={only_by_fault}
          title={only_by_fault ? "Met by a fault alone, or only to be met by one" : undefined}
        >
          {status}
          <b>{count || "–"}</b>
        </li>
      ))}
    </ul>
  );
}
