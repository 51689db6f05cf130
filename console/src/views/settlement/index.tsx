/** Settlement: the batches, their files, and the breaks that were planted in them. */

import "./settlement.css";
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useCall } from "../../parts/use-call";
import { useKeys } from "../../shell/keys";
import { go, hrefOf, route } from "../../shell/route";
import { toast } from "../../shell/telling";
import { boundIn } from "../../shell/view-keys";
import { Batches } from "./batches";
import { closeBatches, listBatches } from "./calls";
import { OpenBatch } from "./open-batch";
import { PlantBreak } from "./plant-break";

export default function SettlementView() {
  const called = useCall(() => listBatches());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isPlanting, plant] = useState(false);
  const failed = problem ?? called.problem;
  const batches = called.data?.batches ?? [];
  const { rest, query } = route.value;
  const [open] = rest;

  async function close(): Promise<void> {
    setProblem(null);
    try {
      const { batches: closed } = await closeBatches();
      const [first] = closed;
      toast("Closed", closed.map((each) => each.batch_id).join(", ") || "No currency was paid in.");
      if (first) go(hrefOf("settlement", [first.batch_id]));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    called.again();
  }

  useKeys(() => boundIn("settlement", { n: close }), []);
  return (
    <div class="view">
      <div class="row">
        <h1>Settlement</h1>
        <button type="button" class="button push" onClick={() => plant(true)}>
          Plant a break…
        </button>
        <button type="button" class="button main" onClick={close}>
          Close the open batches
        </button>
      </div>
      {failed && <ProblemNote problem={failed} again={called.again} />}
      {called.data && <Batches batches={batches} open={open} isBusyOnly={query.has("busy")} />}
      {open && (called.data || failed) && <OpenBatch key={open} id={open} />}
      {isPlanting && (
        <PlantBreak
          currencies={[...new Set(batches.map((each) => each.currency))].sort()}
          onClose={() => plant(false)}
        />
      )}
    </div>
  );
}
