/** What was found in a contract: what is wrong, where, and what is done about it. */

import type { components } from "../../api/contract.gen";

type Finding = components["schemas"]["ControlFinding"];

export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <section class="stack" aria-labelledby="contracts-findings">
      <h2 id="contracts-findings">Findings</h2>
      {findings.length === 0 && (
        <p class="card padded quiet">Nothing was found wrong in this contract.</p>
      )}
      {findings.length > 0 && (
        <ul class="card contracts-findings">
          {findings.map((each) => (
            <li key={`${each.code} ${each.pointer} ${each.line}`}>
              <span>{each.sentence}</span>
              <span class="quiet">{each.remedy}</span>
              <span class="mono small quiet">
                {each.file}:{each.line}:{each.column} {each.pointer}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
