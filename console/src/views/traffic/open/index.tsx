/** An open request: why, both sides, what it caused, and what can be made of it. */

import { useEffect, useRef } from "preact/hooks";
import type { Line } from "../../../api/schemas";
import { Chip } from "../../../parts/chip";
import { ProblemNote } from "../../../parts/problem-note";
import { useCall } from "../../../parts/use-call";
import { Close } from "../../../shell/icons";
import { addressOf, delayOf, durationOf, outcomeTone, statusTone } from "../words";
import { Actions } from "./actions";
import { exchangeOf } from "./compare";
import { EffectsSection } from "./effects";
import { MessageSection } from "./message";
import { WhySection } from "./why";

interface Props {
  line: Line;
  aside: Line | null;
  putAside: (line: Line | null) => void;
  openById: (requestId: string) => void;
  onClose: () => void;
}

export function OpenRequest(props: Props) {
  const { line, onClose } = props;
  const { data, problem, again } = useCall(() => exchangeOf(line), [line]);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another request begins at its top.
  useEffect(() => heading.current?.scrollIntoView({ block: "nearest" }), [line]);
  return (
    <aside class="open-request" aria-label="Request">
      <header>
        <h2 class="mono" ref={heading}>
          <b>{line.method}</b> {addressOf(line)}
        </h2>
        <button type="button" class="button bare icon" onClick={onClose} aria-label="Close">
          <Close />
        </button>
        <Facts line={line} />
      </header>
      <div class="open-body">
        {data && <Actions {...props} exchange={data} />}
        <WhySection line={line} />
        {problem && <ProblemNote problem={problem} again={again} />}
        {data && (
          <>
            <MessageSection title="Request" message={data.request} />
            <MessageSection title="Answer" message={data.answer} />
            <EffectsSection exchange={data} />
          </>
        )}
      </div>
    </aside>
  );
}

function Facts({ line }: { line: Line }) {
  return (
    <p class="row small open-facts">
      <Chip tone={statusTone(line.status)}>{line.status}</Chip>
      {line.outcome && <Chip tone={outcomeTone(line)}>{line.outcome}</Chip>}
      {line.fault && <Chip tone="fault">{String(line.fault)}</Chip>}
      {line.delay_ms > 0 && <Chip tone="fault">{delayOf(line.delay_ms)}</Chip>}
      <span class="quiet">{durationOf(line.duration_us)}</span>
      <time class="quiet" dateTime={line.at}>
        {line.at.replace("T", " ").replace("Z", " UTC")}
      </time>
      {line.operation_id && <code class="quiet">{line.operation_id}</code>}
      <code class="quiet">{line.request_id}</code>
    </p>
  );
}
