/** Next call: decide what the next call of an operation meets, and see what waits. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { asProblem, type Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useAgainAfterTraffic } from "../../parts/use-again";
import { useCall } from "../../parts/use-call";
import { announce, toast } from "../../shell/telling";
import { Form } from "./form";
import { contracts } from "./operations";
import { type Choice, FIRST, type OneShotRule } from "./rule";
import { Waiting } from "./waiting";
import "./next-call.css";

export default function NextCallView() {
  const known = useCall(contracts);
  const waiting = useCall(() => bodyOf(api().GET("/outcomes")));
  const [choice, choose] = useState<Choice>(FIRST);
  const [problem, setProblem] = useState<Problem | null>(null);
  useAgainAfterTraffic(waiting.again, (waiting.data?.outcomes.length ?? 0) > 0);

  async function decide(rule: OneShotRule, times: number): Promise<void> {
    setProblem(null);
    try {
      for (let done = 0; done < times; done += 1) {
        await bodyOf(api().POST("/outcomes", { body: rule as never }));
      }
      announce("Decided");
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    waiting.again();
  }

  async function forget(): Promise<void> {
    try {
      await bodyOf(api().DELETE("/outcomes"));
      toast("Forgotten", "Every call meets the scenario again.");
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    waiting.again();
  }

  const failed = problem ?? known.problem ?? waiting.problem;
  return (
    <div class="view next-view">
      <h1>Next call</h1>
      {failed && <ProblemNote problem={failed} />}
      <div class="next-split">
        <Form contracts={known.data ?? []} choice={choice} onChange={choose} onDecide={decide} />
        <Waiting outcomes={waiting.data?.outcomes ?? []} onForget={forget} />
      </div>
    </div>
  );
}
