/** Why a request met what it met: the rules that applied, those that nearly did, and all others. */

import { ask } from "../../../api/client";
import type { ExplainedRule, Explanation, Line } from "../../../api/schemas";
import { Chip } from "../../../parts/chip";
import { ProblemNote } from "../../../parts/problem-note";
import { useCall } from "../../../parts/use-call";
import type { Tone } from "../../../shell/telling";

type Why = Explanation & { readonly caveats?: readonly string[] };

const TONES: Record<ExplainedRule["verdict"], Tone> = {
  applies: "good",
  unmet: "plain",
  passes: "info",
  not_reached: "plain",
};
const WORDS: Record<ExplainedRule["verdict"], string> = {
  applies: "applies",
  unmet: "not met",
  passes: "says nothing",
  not_reached: "not reached",
};

export function WhySection({ line }: { line: Line }) {
  const path = `/requests/${encodeURIComponent(line.request_id)}/explanation`;
  const { data, problem, again } = useCall<Why | null>(
    () => (line.operation_id ? ask<Why>(path, {}, line.sandbox) : Promise.resolve(null)),
    [path, line.sandbox],
  );
  return (
    <section class="stack open-why" aria-label="Why">
      <h3>Why</h3>
      <p>{sentence(line, data)}</p>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && <Reasons why={data} />}
    </section>
  );
}

/** The reason in a sentence, from what the log has of it. */
function sentence(line: Line, why: Why | null) {
  const rules = line.rules.map((rule) => <code key={rule}>{rule}</code>);
  if (line.rules.length > 0) {
    return (
      <>
        {line.rules.length === 1 ? "Rule " : "Rules "}
        {rules.flatMap((each, at) => (at ? [", ", each] : [each]))}{" "}
        {line.rules.length === 1 ? "applied" : "applied, in this order"}
        {line.reason && (
          <>
            : <b>{line.reason}</b>
          </>
        )}
        .
      </>
    );
  }
  if (!line.operation_id) return "No contract that is served here has this path with this method.";
  if (line.status >= 400)
    return line.reason ?? "The request was refused before any rule was asked.";
  if (why?.undecided) return `No rule applied. ${why.undecided}`;
  return why ? (
    <>
      No rule of <code>{why.scenario}</code> applied.
    </>
  ) : (
    "No rule applied."
  );
}

function Reasons({ why }: { why: Why }) {
  const applied = why.rules.filter((each) => each.verdict === "applies");
  const others = why.rules.filter((each) => each.verdict !== "applies");
  return (
    <>
      {applied.length > 0 && <Rules label="Rules that applied" rules={applied} />}
      {why.nearest.length > 0 && (
        <div class="stack tight">
          <span class="quiet small">What nearly applied</span>
          <Rules label="Rules that nearly applied" rules={why.nearest} />
        </div>
      )}
      {others.length > why.nearest.length && (
        <details>
          <summary>
            All {why.rules.length} rules of {why.scenario}, as they are tried
          </summary>
          <Rules label="All rules" rules={why.rules} />
        </details>
      )}
      {why.caveats?.map((each) => (
        <p key={each} class="quiet small">
          {each}
        </p>
      ))}
    </>
  );
}

function Rules({ label, rules }: { label: string; rules: readonly ExplainedRule[] }) {
  return (
    <ul class="open-rules" aria-label={label}>
      {rules.map((each) => (
        <li key={each.rule}>
          <span class="row">
            <code>{each.rule}</code>
            <Chip tone={TONES[each.verdict]}>{WORDS[each.verdict]}</Chip>
          </span>
          {each.unmet.length > 0 ? <Unmet rule={each} /> : each.note && <span>{each.note}</span>}
        </li>
      ))}
    </ul>
  );
}

function Unmet({ rule }: { rule: ExplainedRule }) {
  return (
    <>
      {rule.unmet.map(({ condition, wanted, found }) => (
        <span key={condition} class="open-unmet">
          <code>{condition}</code> is <code>{shown(found)}</code>, and the rule wants{" "}
          <code>{shown(wanted)}</code>
        </span>
      ))}
    </>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
