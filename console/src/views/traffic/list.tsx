/** The list: a line a request, the newest first. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Line } from "../../api/schemas";
import { Chip } from "../../parts/chip";
import { Rows } from "../../parts/rows";
import { addressOf, delayOf, durationOf, outcomeTone, statusTone, timeOf } from "./words";

interface Props {
  /** Oldest first. */
  lines: readonly Line[];
  /** Whether lines of several sandboxes are among them. */
  hasSandboxes: boolean;
  open: Line | null;
  onOpen: (line: Line) => void;
}

type Layout = "wide" | "middle" | "narrow";

const HEIGHTS: Record<Layout, number> = { wide: 32, middle: 32, narrow: 54 };
const COLUMNS = [
  "Number and time, UTC",
  "Sandbox",
  "Request",
  "Status",
  "Outcome",
  "Rule",
  "Fault",
  "Took",
];

const keyOf = (line: Line | undefined) => (line ? `${line.sandbox} ${line.number}` : "");

export function List({ lines, hasSandboxes, open, onOpen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const layout = useLayout(place);
  const [chosen, choose] = useState<Line | null>(open);
  useEffect(() => {
    if (open) choose(open);
  }, [open]);
  const lineAt = (at: number) => lines[lines.length - 1 - at];
  const placeOf = (line: Line | null) => {
    const at = line ? lines.lastIndexOf(line) : -1;
    return at < 0 ? -1 : lines.length - 1 - at;
  };
  return (
    <div class="traffic-list" ref={place}>
      <Rows
        label="Requests, newest first"
        kind={`traffic ${layout} ${hasSandboxes ? "with-sandboxes" : ""}`}
        count={lines.length}
        columns={COLUMNS}
        height={HEIGHTS[layout]}
        cells={(at) => cellsOf(lineAt(at))}
        keyOf={(at) => keyOf(lineAt(at))}
        cursor={placeOf(chosen)}
        onCursor={(at) => {
          const line = lineAt(at) ?? null;
          choose(line);
          if (open && line) onOpen(line);
        }}
        open={placeOf(open)}
        onOpen={(at) => onOpen(lineAt(at) as Line)}
      />
    </div>
  );
}

function cellsOf(line: Line | undefined): readonly ComponentChildren[] {
  if (!line) return [];
  return [
    <span key="at" class="cut" title={`Request ${line.number}, ${line.at}`}>
      <span class="traffic-number">{line.number}</span>{" "}
      <time dateTime={line.at}>{timeOf(line.at)}</time>
    </span>,
    <span key="sandbox" class="cut quiet" title={line.sandbox}>
      {line.sandbox}
    </span>,
    <span key="request" class="cut mono" title={`${line.method} ${addressOf(line)}`}>
      <b>{line.method}</b> {addressOf(line)}
    </span>,
    <Chip key="status" tone={statusTone(line.status)}>
      {line.status}
    </Chip>,
    <span key="outcome" class="cut" title={[line.outcome, line.reason].filter(Boolean).join(": ")}>
      {line.outcome && <span class={`tone-${outcomeTone(line)}`}>{line.outcome}</span>}{" "}
      {line.reason && <span class="quiet">{line.reason}</span>}
    </span>,
    <span key="rule" class="cut quiet" title={line.rules.join(", ")}>
      {line.rules.join(", ")}
    </span>,
    <span key="fault" class="cut">
      {line.fault && <Chip tone="fault">{line.fault}</Chip>}{" "}
      {line.delay_ms > 0 && <span class="tone-fault">{delayOf(line.delay_ms)}</span>}
    </span>,
    <span key="took" class="number quiet">
      {durationOf(line.duration_us)}
    </span>,
  ];
}

const NARROW = 560;
const MIDDLE = 960;

/** As the list has room: next to an open request it has less than the window. */
function useLayout(place: { readonly current: HTMLElement | null }): Layout {
  const [layout, set] = useState<Layout>("wide");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element stays the same.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      set(width < NARROW ? "narrow" : width < MIDDLE ? "middle" : "wide");
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return layout;
}
