/** All sandboxes that the server has: open or delete one. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { baseOf, goToSandbox, sandbox } from "../../api/place";
import type { Sandbox } from "../../api/schemas";
import { Chip } from "../../parts/chip";
import { Moment } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { Sideways } from "../../parts/sideways";
import { useAct } from "../../parts/use-act";
import { useCall } from "../../parts/use-call";
import { changes, deleteIfMeant } from "./words";

const LIMIT = 100;

export function All() {
  const [before, setBefore] = useState<readonly string[]>([]);
  const cursor = before.at(-1);
  const query = { limit: LIMIT, ...(cursor && { cursor }) };
  const { data, problem, again } = useCall(
    () => bodyOf(api().GET("/sandboxes", { params: { query } })),
    [changes.value, cursor],
  );
  const { problem: refused, isBusy, act } = useAct();

  const remove = (of: Sandbox) => act(() => deleteIfMeant(of.name, of));

  const next = data?.next_cursor;
  return (
    <section class="stack" aria-labelledby="sandboxes-all">
      <h2 id="sandboxes-all">All sandboxes of this server</h2>
      {problem && <ProblemNote problem={problem} again={again} />}
      {refused && <ProblemNote problem={refused} />}
      {data && (
        <Sideways label="All sandboxes">
          <table class="table sandboxes-table" aria-labelledby="sandboxes-all">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Scenario</th>
                <th scope="col">Seed</th>
                <th scope="col">Clock, UTC</th>
                <th scope="col" class="number">
                  Records
                </th>
                <th scope="col" class="number">
                  Events
                </th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.sandboxes.map((each) => (
                <Row key={each.name} of={each} remove={() => remove(each)} isBusy={isBusy} />
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      {(before.length > 0 || next) && (
        <div class="row">
          <button
            type="button"
            class="button"
            disabled={before.length === 0}
            onClick={() => setBefore(before.slice(0, -1))}
          >
            Page before
          </button>
          <button
            type="button"
            class="button"
            disabled={!next}
            onClick={() => next && setBefore([...before, next])}
          >
            Next page
          </button>
        </div>
      )}
    </section>
  );
}

function Row({ of, remove, isBusy }: { of: Sandbox; remove: () => void; isBusy: boolean }) {
  const isShown = of.name === sandbox.value;
  function open(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goToSandbox(of.name);
  }
  return (
    <tr aria-current={isShown ? "true" : undefined}>
      <th scope="row">
        <a href={`${baseOf(of.name)}${location.hash}`} onClick={open}>
          {of.name}
        </a>
      </th>
      <td>{of.scenario}</td>
      <td>{of.seed ?? <span class="quiet">–</span>}</td>
      <td>
        <Moment at={of.now} /> {of.frozen && <Chip tone="info">frozen</Chip>}
      </td>
      <td class="number">{of.records.toLocaleString("en")}</td>
      <td class="number">{of.events.toLocaleString("en")}</td>
      <td>
        <Moment at={of.last_used_at} />
      </td>
      <td class="sandboxes-actions">
        <button
          type="button"
          class="button bare danger"
          onClick={remove}
          disabled={isBusy}
          aria-label={`Delete ${of.name}…`}
        >
          Delete…
        </button>
      </td>
    </tr>
  );
}
