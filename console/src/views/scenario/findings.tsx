/** What the server finds in the text: mistakes at their places, and how the examples end. */

import type { Problem } from "../../api/problem";
import { Chip } from "../../parts/chip";
import { ProblemNote } from "../../parts/problem-note";
import type { ExampleResult, Finding, Verdict } from "./calls";
import { type Proposal, proposalOf } from "./places";

interface Props {
  text: string;
  /** Null while the text, as it is now, is being checked. */
  verdict: Verdict | null;
  /** The last one, which stays while the next is waited for. */
  last: Verdict | null;
  problem: Problem | null;
  examples: readonly string[];
  onGo: (place: { line: number; column: number }) => void;
  onProposal: (proposal: Proposal) => void;
}

export const isInText = (finding: Finding) => finding.file === "source";

export function Findings({ text, verdict, last, problem, examples, onGo, onProposal }: Props) {
  const results = last?.examples ?? [];
  const failed = results.filter((each) => !each.passed);
  return (
    <section class="scenario-findings" aria-label="Findings">
      <p class="row" role="status">
        <Summary verdict={last} isChecking={!verdict && !problem} failed={failed.length} />
        <Ran results={results} failed={failed.length} count={examples.length} verdict={last} />
      </p>
      {problem && <ProblemNote problem={problem} />}
      <ul>
        {(last?.problems ?? []).map((each) => (
          <li key={`${each.file}:${each.line}:${each.column} ${each.message}`}>
            <Mistake finding={each} text={text} onGo={onGo} onProposal={onProposal} />
          </li>
        ))}
        {failed.map((each) => (
          <li key={`${each.line}:${each.column} ${each.message}`}>
            <Place {...each} onGo={onGo} />
            <span>{each.message}</span>
          </li>
        ))}
      </ul>
      {results.length > failed.length && (
        <details>
          <summary>Examples that hold</summary>
          <Held results={results} examples={examples} onGo={onGo} />
        </details>
      )}
    </section>
  );
}

function Summary({
  verdict,
  isChecking,
  failed,
}: {
  verdict: Verdict | null;
  isChecking: boolean;
  failed: number;
}) {
  const count = verdict?.problems.length ?? 0;
  if (!verdict) return <Chip>{isChecking ? "Checking…" : "Not checked"}</Chip>;
  if (count) return <Chip tone="bad">{count === 1 ? "1 mistake" : `${count} mistakes`}</Chip>;
  return <Chip tone={failed ? "warn" : "good"}>{failed ? "Usable" : "No mistakes"}</Chip>;
}

interface RanProps {
  results: readonly ExampleResult[];
  failed: number;
  count: number;
  verdict: Verdict | null;
}

function Ran({ results, failed, count, verdict }: RanProps) {
  const all = count === 1 ? "1 example" : `${count} examples`;
  if (count === 0) return <span class="quiet small">No examples yet: they are run as tests.</span>;
  if (verdict?.problems.length)
    return <span class="quiet small">{all}, run once it is mended</span>;
  if (!verdict?.examples) return <span class="quiet small">{all}, run by paydrill check</span>;
  const held = results.length - failed;
  return (
    <span class="small">
      {failed > 0 && (
        <Chip tone="warn">{failed === 1 ? "1 example fails" : `${failed} examples fail`}</Chip>
      )}{" "}
      {held === results.length ? `All ${all} hold` : `${held} of ${results.length} examples hold`}
    </span>
  );
}

function Place({ line, column, onGo }: { line: number; column: number; onGo: Props["onGo"] }) {
  return (
    <button type="button" class="button bare place" onClick={() => onGo({ line, column })}>
      <span class="unseen">Go to line and column </span>
      {line}:{column}
    </button>
  );
}

interface MistakeProps extends Pick<Props, "text" | "onGo" | "onProposal"> {
  finding: Finding;
}

function Mistake({ finding, text, onGo, onProposal }: MistakeProps) {
  const proposal = isInText(finding) ? proposalOf(text, finding) : null;
  return (
    <>
      {isInText(finding) ? (
        <Place {...finding} onGo={onGo} />
      ) : (
        <code class="place">
          {finding.file}:{finding.line}:{finding.column}
        </code>
      )}
      <span>{finding.message}</span>
      {proposal && (
        <button type="button" class="button" onClick={() => onProposal(proposal)}>
          Write {proposal.insert}
        </button>
      )}
    </>
  );
}

function Held({
  results,
  examples,
  onGo,
}: {
  results: readonly ExampleResult[];
  examples: readonly string[];
  onGo: Props["onGo"];
}) {
  return (
    <ul>
      {results.map((each, at) =>
        each.passed ? (
          <li key={`${each.line}:${each.column}`}>
            <Place {...each} onGo={onGo} />
            <code class="cut">{examples[at]}</code>
            <Chip tone="good">holds</Chip>
          </li>
        ) : null,
      )}
    </ul>
  );
}
