/** Snapshots of the sandbox that is shown: moments to come back to. */

import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { sandbox } from "../../api/place";
import { Moment } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { useCall } from "../../parts/use-call";
import { askFor, confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";
import { changed, changes, inWords, NAME, NAME_HINT } from "./words";

type Snapshot = components["schemas"]["ControlSnapshot"];

export function Snapshots() {
  const { data, problem, again } = useCall(() => bodyOf(api().GET("/snapshots")), [changes.value]);
  const { problem: refused, isBusy, act } = useAct();

  async function take(): Promise<void> {
    const name = await askFor({
      title: `Take a snapshot of ${sandbox.value}`,
      label: "Name",
      hint: "Leave it empty to have it numbered.",
      check: (text) => (text === "" || NAME.test(text) ? "" : NAME_HINT),
      action: "Take it",
    });
    if (name === null) return;
    const body = name ? { name } : {};
    await act(async () => {
      const taken = await bodyOf(api().POST("/snapshots", { body }));
      toast(`Snapshot ${taken.name} is taken`, "Restore it whenever you want this moment back.");
    });
    changed();
  }

  async function restore({ name, records }: Snapshot): Promise<void> {
    const isMeant = await confirmed({
      title: `Restore ${name}?`,
      hint: `${sandbox.value} goes back to ${inWords(records, "record")}. What happened in it since then is lost, unless another snapshot has it.`,
      action: "Restore it",
      isDangerous: true,
    });
    if (!isMeant) return;
    const path = { name };
    const call = () => bodyOf(api().POST("/snapshots/{name}/restore", { params: { path } }));
    if (await act(call)) toast(`${sandbox.value} is as it was at ${name}`);
    changed();
  }

  async function remove({ name }: Snapshot): Promise<void> {
    const isMeant = await confirmed({
      title: `Delete the snapshot ${name}?`,
      hint: "That moment is lost. The sandbox stays as it is.",
      action: "Delete it",
      isDangerous: true,
    });
    if (!isMeant) return;
    const path = { name };
    const call = () => bodyOf(api().DELETE("/snapshots/{name}", { params: { path } }));
    if (await act(call)) toast(`Snapshot ${name} is deleted`);
    changed();
  }

  const snapshots = data?.snapshots ?? [];
  return (
    <section class="card padded stack" aria-labelledby="sandboxes-snapshots">
      <div class="row">
        <h2 id="sandboxes-snapshots">Snapshots</h2>
        {data && (
          <span class="quiet small">
            {snapshots.length} of at most {data.most}
          </span>
        )}
        <button type="button" class="button push" onClick={take} disabled={isBusy}>
          Take a snapshot…
        </button>
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {refused && <ProblemNote problem={refused} />}
      {data && snapshots.length === 0 && (
        <p class="quiet">
          None yet. A snapshot keeps every record, counter, due time and the clock: set a stage
          once, and let each test begin from there.
        </p>
      )}
      {snapshots.length > 0 && (
        <ul class="sandboxes-moments">
          {snapshots.map((each) => (
            <li key={each.name}>
              <span class="sandboxes-moment">
                <strong class="cut">{each.name}</strong>
                <span class="quiet small">
                  {inWords(each.records, "record")}, {inWords(each.events, "event")},{" "}
                  {each.scenario}, at <Moment at={each.now} />
                </span>
              </span>
              <button
                type="button"
                class="button"
                onClick={() => restore(each)}
                disabled={isBusy}
                aria-label={`Restore ${each.name}…`}
              >
                Restore…
              </button>
              <button
                type="button"
                class="button bare danger"
                onClick={() => remove(each)}
                disabled={isBusy}
                aria-label={`Delete ${each.name}…`}
              >
                Delete…
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
