/** Why a request met what it met: the rules that applied, those that nearly did, and all others. */

import { apiOf, bodyOf } from "../../../api/client";
import { sandbox } from "../../../api/place";
import type { ExplainedRule, Line, Why } from "../../../api/schemas";
import { Chip } from "../../../parts/chip";
import { ProblemNote } from "../../../parts/problem-note";
import { useCall } from "../../../parts/use-call";
import { hrefOf } from "../../../shell/route";
import type { Tone } from "../../../shell/telling";

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
  const { data, problem, again } = useCall<Why | null>(
    () => (line.operation_id ? whyOf(line) : Promise.resolve(null)),
    [line],
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

function whyOf(line: Line): Promise<Why> {
  const path = { request_id: line.request_id };
  return bodyOf(
    apiOf(line.sandbox).GET("/requests/{request_id}/explanation", { params: { path } }),
  );
}

/** The reason in a sentence, from what the log has of it. */
function sentence(line: Line, why: Why | null) {
  if (line.rules.length > 0) {
    return (
      <>
        {line.rules.length === 1 ? "Rule " : "Rules "}
        {line.rules.flatMap((name, at) => [
          at ? ", " : "",
          <RuleLink
            key={name}
            name={name}
            of={line.sandbox}
            scenario={why?.explanation.scenario}
          />,
        ])}{" "}
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
  const undecided = why?.explanation.undecided ?? "";
  if (line.status >= 400) return asSentence(undecided || (line.reason ?? "No rule applied"));
  if (undecided) return `No rule applied: ${asSentence(undecided, false)}`;
  return why ? (
    <>
      No rule of <code>{why.explanation.scenario}</code> applied.
    </>
  ) : (
    "No rule applied."
  );
}

interface RuleLinkProps {
  name: string;
  of: string;
  scenario: string | undefined;
}

/** A rule by its name, and the way to its place: the scenario that decides has it, or includes it. */
function RuleLink({ name, of, scenario }: RuleLinkProps) {
  const [begin, rule = ""] = name.split("/");
  if (!scenario || begin !== scenario || of !== sandbox.value) return <code>{name}</code>;
  return (
    <a href={hrefOf("scenario", [scenario], { rule })}>
      <code>{name}</code>
    </a>
  );
}

function asSentence(text: string, isFirst = true): string {
  const begun = isFirst ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return begun.endsWith(".") ? begun : `${begun}.`;
}

/** What the scenario says of the same call now; what applied then is in the sentence above. */
function Reasons({ why }: { why: Why }) {
  const { scenario, applied, rules } = why.explanation;
  // Where a rule has decided, it does not matter which others came near.
  const nearest = why.applied.length > 0 ? [] : why.explanation.nearest;
  const isOther = applied.join() !== why.applied.join();
  return (
    <>
      {why.reasons.map(({ rule, wanted }) => (
        <p key={rule}>
          {why.reasons.length > 1 ? <code>{rule}</code> : "It"} wants: <b>{wanted}</b>.
        </p>
      ))}
      {isOther && (
        <p>Asked again now, {applied.length > 0 ? applied.join(", ") : "no rule"} would apply.</p>
      )}
      {nearest.length > 0 && (
        <div class="stack tight">
          <span class="quiet small">What nearly applied</span>
          <Rules label="Rules that nearly applied" rules={nearest} />
        </div>
      )}
      {rules.length > nearest.length && (
        <details>
          <summary>
            All {rules.length} rules of {scenario}, as they are tried
          </summary>
          <Rules label="All rules" rules={rules} hasVerdicts />
        </details>
      )}
      {why.caveats.map((each) => (
        <p key={each} class="quiet small">
          {asSentence(each)}
        </p>
      ))}
    </>
  );
}

interface RulesProps {
  label: string;
  rules: readonly ExplainedRule[];
  hasVerdicts?: boolean;
}

function Rules({ label, rules, hasVerdicts = false }: RulesProps) {
  return (
    <ul class="open-rules" aria-label={label}>
      {rules.map((each) => (
        <li key={each.rule}>
          <span class="row">
            <code>{each.rule}</code>
            {hasVerdicts && <Chip tone={TONES[each.verdict]}>{WORDS[each.verdict]}</Chip>}
          </span>
          {each.note && <span class="quiet">{each.note}</span>}
        </li>
      ))}
    </ul>
  );
}
