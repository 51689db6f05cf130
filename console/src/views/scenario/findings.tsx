/** What the server finds in the text: mistakes at their places, and how the examples end. */

import type { Problem } from "../../api/problem";
import { Chip } from "../../parts/chip";
import { ProblemNote } from "../../parts/problem-note";
import type { Finding, Verdict } from "./calls";
import { type Example, examplesIn } from "./examples";
import { type Proposal, proposalOf } from "./places";

type Place = Pick<Finding, "line" | "column">;

interface Props {
  text: string;
  /** What was found last; it stays while the text, as it is now, is checked. */
  verdict: Verdict | null;
  isChecking: boolean;
  problem: Problem | null;
  onGo: (place: Place) => void;
  onProposal: (proposal: Proposal) => void;
}

export const isInText = (finding: Finding) => finding.file === "source";

export function Findings({ text, verdict, isChecking, problem, onGo, onProposal }: Props) {
  const examples = examplesIn(text, verdict);
  const held = examples.filter((each) => each.holds);
  return (
    <section class="scenario-findings" aria-label="Findings">
      <p class="row" role="status">
        <Summary verdict={verdict} isChecking={isChecking} />
        <Ran examples={examples} verdict={verdict} />
      </p>
      {problem && <ProblemNote problem={problem} />}
      <ul>
        {[...(verdict?.problems ?? []), ...(verdict?.examples.failed ?? [])].map((each) => (
          <li key={`${each.file}:${each.line}:${each.column} ${each.message}`}>
            <Mistake finding={each} text={text} onGo={onGo} onProposal={onProposal} />
          </li>
        ))}
      </ul>
      {held.length > 0 && (
        <details>
          <summary>Which examples hold</summary>
          <ul>
            {held.map((each) => (
              <li key={each.line}>
                <GoTo {...each} onGo={onGo} />
                <code>{each.words}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Summary({ verdict, isChecking }: Pick<Props, "verdict" | "isChecking">) {
  if (!verdict) return <Chip>{isChecking ? "Checking…" : "Not checked"}</Chip>;
  const count = verdict.problems.length;
  if (count) return <Chip tone="bad">{count === 1 ? "1 mistake" : `${count} mistakes`}</Chip>;
  return <Chip tone="good">No mistakes</Chip>;
}

function Ran({ examples, verdict }: { examples: readonly Example[]; verdict: Verdict | null }) {
  if (!verdict) return null;
  const count = examples.length === 1 ? "1 example" : `${examples.length} examples`;
  const failed = verdict.examples.failed.length;
  if (verdict.problems.length) {
    return <span class="quiet small">{examples.length > 0 && `${count}, not run yet`}</span>;
  }
  if (examples.length === 0) {
    return <span class="quiet small">No examples: they would be run here, as tests.</span>;
  }
  if (failed) {
    return <Chip tone="warn">{failed === 1 ? "1 example fails" : `${failed} examples fail`}</Chip>;
  }
  return <Chip tone="good">{examples.length === 1 ? "The example holds" : `${count} hold`}</Chip>;
}

function GoTo({ line, column, onGo }: Place & Pick<Props, "onGo">) {
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
        <GoTo {...finding} onGo={onGo} />
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
