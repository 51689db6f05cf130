/** Two requests beside each other: only what differs is shown. */

import { apiOf, bodyOf } from "../../../api/client";
import type { Line } from "../../../api/schemas";
import { Dialog } from "../../../parts/dialog";
import { ProblemNote } from "../../../parts/problem-note";
import { Sideways } from "../../../parts/sideways";
import { useCall } from "../../../parts/use-call";
import { addressOf, timeOf } from "../words";
import { differences } from "./differences";

export function exchangeOf(line: Line) {
  const path = { request_id: line.request_id };
  return bodyOf(apiOf(line.sandbox).GET("/requests/{request_id}", { params: { path } }));
}

interface Props {
  first: Line;
  second: Line;
  onClose: () => void;
}

export function Compare({ first, second, onClose }: Props) {
  const { data, problem } = useCall(
    () => Promise.all([exchangeOf(first), exchangeOf(second)]),
    [first, second],
  );
  const found = data ? differences(...data) : [];
  return (
    <Dialog title="Two requests compared" onClose={onClose} wide>
      {problem && <ProblemNote problem={problem} />}
      {data && (
        <Sideways class="" label="Differences">
          <table class="table compare">
            <thead>
              <tr>
                <th scope="col">Where</th>
                <th scope="col">{nameOf(first)}</th>
                <th scope="col">{nameOf(second)}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((each) => (
                <tr key={each.where}>
                  <th scope="row" class="mono">
                    {each.where}
                  </th>
                  <td class="mono">{each.first || <span class="quiet">nothing</span>}</td>
                  <td class="mono">{each.second || <span class="quiet">nothing</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p>They are the same in all that the log has.</p>}
        </Sideways>
      )}
    </Dialog>
  );
}

function nameOf(line: Line) {
  return (
    <>
      {timeOf(line.at)} {line.method} {addressOf(line)}
    </>
  );
}
