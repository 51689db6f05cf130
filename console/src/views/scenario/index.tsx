/** The scenarios: which one decides, its rules with what they did, and an editor for its text. */

import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useCall } from "../../parts/use-call";
import { go, hrefOf, route } from "../../shell/route";
import { ruleToAdd } from "../handover";
import { takeRule } from "./beginning";
import { listed } from "./calls";
import { opened } from "./editing";
import "./scenario.css";
import { Workspace } from "./workspace";

export default function ScenarioView() {
  const list = useCall(listed);
  const { problem, times } = useHandedRule(list.data);
  const { rest, query } = route.value;
  const name = rest[0] ?? list.data?.active;
  const isHanding = query.has("new") || ruleToAdd.value !== null;
  if (list.data && name && !(isHanding && !problem)) {
    return (
      <>
        {problem && <ProblemNote problem={problem} />}
        <Open key={`${name} ${times}`} name={name} list={list} />
      </>
    );
  }
  return (
    <div class="view">
      <h1>Scenario</h1>
      {list.problem && <ProblemNote problem={list.problem} again={list.again} />}
    </div>
  );
}

type List = ReturnType<typeof useCall<Awaited<ReturnType<typeof listed>>>>;

/** Take the rule that another view, or the address, has handed over. */
function useHandedRule(list: List["data"]): { problem: Problem | null; times: number } {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [times, setTimes] = useState(0);
  const given = ruleToAdd.value ?? route.value.query.get("new");
  useEffect(() => {
    if (given === null || !list) return;
    takeRule(given, list).then(
      ({ name, id }) => {
        ruleToAdd.value = null;
        setTimes((before) => before + 1);
        go(hrefOf("scenario", [name], { rule: id }), { replace: true });
      },
      (thrown: unknown) => setProblem(asProblem(thrown)),
    );
  }, [given, list]);
  return { problem, times };
}

function Open({ name, list }: { name: string; list: List }) {
  const scenarios = list.data;
  const { data, problem, again } = useCall(
    async () => (scenarios ? opened(name, scenarios) : null),
    [name, scenarios],
  );
  if (data && scenarios) {
    return <Workspace opened={data} list={scenarios} reload={list.again} />;
  }
  return (
    <div class="view">
      <h1>Scenario</h1>
      {problem && (
        <>
          <ProblemNote problem={problem} again={again} />
          <a href={hrefOf("scenario")}>Show the scenario that decides here</a>
        </>
      )}
    </div>
  );
}
