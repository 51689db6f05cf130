/** The sandbox that is shown: what is in it, and how to empty or end it. */

import { api, bodyOf } from "../../api/client";
import { sandbox } from "../../api/place";
import type { Sandbox } from "../../api/schemas";
import { Chip } from "../../parts/chip";
import { Moment } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { useFresh } from "../../parts/use-fresh";
import { confirmed } from "../../shell/prompt";
import { hrefOf } from "../../shell/route";
import { toast } from "../../shell/telling";
import { changed, changes, deleteIfMeant, inWords } from "./words";

/** A sandbox begins with its first use; to look at its clock is one, to ask for its facts is none. */
async function factsOf(name: string): Promise<Sandbox> {
  await bodyOf(api().GET("/clock"));
  const path = { name };
  return bodyOf(api().GET("/sandboxes/{name}", { params: { path } }));
}

export function Shown() {
  const name = sandbox.value;
  const { data, problem, again } = useFresh(() => factsOf(name), [changes.value]);
  const { problem: refused, isBusy, act } = useAct();

  async function reset(): Promise<void> {
    const isMeant = await confirmed({
      title: `Reset ${name}?`,
      hint: `${lost(data)} Its snapshots, its own scenarios and its webhook endpoints are lost as well, and its clock, seed and scenario go back to where they began.`,
      action: "Reset it",
      isDangerous: true,
    });
    if (!isMeant) return;
    const isDone = await act(() => bodyOf(api().POST("/reset")));
    if (isDone) toast(`${name} is empty`, "It is as it began.");
    changed();
  }

  const remove = () => act(() => deleteIfMeant(name, data));

  return (
    <section class="card padded stack" aria-labelledby="sandboxes-this">
      <h2 id="sandboxes-this" class="row">
        <span class="sandboxes-name">{name}</span> <Chip tone="info">Shown here</Chip>
      </h2>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && <Facts of={data} />}
      {refused && <ProblemNote problem={refused} />}
      <div class="row">
        <button type="button" class="button" onClick={reset} disabled={isBusy}>
          Reset…
        </button>
        <button type="button" class="button danger" onClick={remove} disabled={isBusy}>
          Delete…
        </button>
      </div>
    </section>
  );
}

function Facts({ of }: { of: Sandbox }) {
  return (
    <dl class="facts">
      <dt>Records</dt>
      <dd>
        <a href={hrefOf("records")}>{inWords(of.records, "record")}</a>,{" "}
        {inWords(of.events, "event")}
      </dd>
      <dt>Scenario</dt>
      <dd>{of.scenario}</dd>
      <dt>Seed</dt>
      <dd>{of.seed ?? <span class="quiet">the scenario’s or the server’s</span>}</dd>
      <dt>Clock</dt>
      <dd>
        <a href={hrefOf("clock")}>
          <Moment at={of.now} />
        </a>{" "}
        {of.frozen && <Chip tone="info">frozen</Chip>}
      </dd>
      <dt>Last used</dt>
      <dd>
        <Moment at={of.last_used_at} /> <span class="quiet">by the machine’s clock</span>
      </dd>
    </dl>
  );
}

function lost(data: Sandbox | null): string {
  if (!data) return "Everything in it is lost.";
  return `${inWords(data.records, "record")} and ${inWords(data.events, "event")} are lost.`;
}
