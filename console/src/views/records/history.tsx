/** The history of a record: its events as a line of states, branching to the records about it. */

import { amountOf } from "../../parts/amount";
import { momentOf, spanOf } from "../../parts/moment";
import { RecordStatus, statusTone } from "../../parts/record-status";
import { ShortId } from "../../parts/short-id";
import { hrefOf } from "../../shell/route";
import { titleOf } from "./columns";
import { type Lane, lanesOf, type Node, nodesOf } from "./graph";
import type { Stored } from "./schemas";
import type { Whole } from "./use-record";

const HEIGHT = 46;
const STEP = 18;
const MARGIN = 12;

const xOf = (lane: number) => MARGIN + lane * STEP;
const yOf = (at: number) => at * HEIGHT + HEIGHT / 2;

export function History({ of, id }: { of: Whole; id: string }) {
  const nodes = nodesOf(of);
  if (nodes.length === 0) return null;
  const lanes = lanesOf(nodes);
  const width = xOf(Math.max(...lanes.map((each) => each.lane))) + MARGIN;
  return (
    <section class="stack" aria-labelledby="records-history">
      <h3 id="records-history">History</h3>
      <div class="records-history" style={{ gridTemplateColumns: `${width}px minmax(0, 1fr)` }}>
        <svg width={width} height={nodes.length * HEIGHT} aria-hidden="true">
          {lanes.map((each) => (
            <path
              key={`due ${each.lane}`}
              class="is-due"
              d={lineOf(each.last, each.end, each.lane)}
            />
          ))}
          {lanes.map((each) => (
            <path key={each.lane} d={pathOf(each)} />
          ))}
          {nodes.map((each, at) => (
            <circle
              key={keyOf(each)}
              cx={xOf(each.lane)}
              cy={yOf(at)}
              r={5}
              class={each.due ? "is-due" : ""}
              data-tone={statusTone(each.event && "status" in each.event ? each.event.status : "")}
            />
          ))}
        </svg>
        <ol>
          {nodes.map((each, at) => (
            <li key={keyOf(each)} style={{ height: `${HEIGHT}px` }}>
              <Words
                of={each}
                before={nodes[at - 1]}
                about={of.related.find((one) => one.id !== id && one.id === subjectOf(each))}
              />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

const subjectOf = ({ event, due }: Node) => event?.subject ?? due?.id ?? "";
const keyOf = ({ event, due }: Node) =>
  event ? event.sequence : `${due?.action ?? ""} ${due?.id ?? ""}`;

function lineOf(from: number, to: number, lane: number): string {
  return `M${xOf(lane)} ${yOf(from)}V${yOf(to)}`;
}

/** A branch leaves the record's lane a line above its first event. */
function pathOf({ lane, first, last }: Lane): string {
  const line = lineOf(first, last, lane);
  if (lane === 0) return line;
  const y = yOf(first);
  const top = Math.max(y - HEIGHT, HEIGHT / 2);
  const middle = (top + y) / 2;
  return `M${xOf(0)} ${top}C${xOf(0)} ${middle} ${xOf(lane)} ${middle} ${xOf(lane)} ${y}${line}`;
}

interface WordsProps {
  of: Node;
  before: Node | undefined;
  /** The record that it happened to, if not the one that is shown. */
  about: Stored | undefined;
}

function Words({ of: { event, due }, before, about }: WordsProps) {
  const link = about && (
    <a class="mono cut" href={hrefOf("records", [about.kind, about.id])}>
      <ShortId id={about.id} />
    </a>
  );
  if (due) {
    return (
      <>
        <span class="records-step">
          <strong class="quiet cut">{titleOf(due.action)}</strong> {link}
        </span>
        <span class="quiet small">
          due <a href={hrefOf("clock")}>{momentOf(due.at)}</a>
        </span>
      </>
    );
  }
  if (!event) return null;
  const gone = before?.event ? Date.parse(event.at) - Date.parse(before.event.at) : 0;
  return (
    <>
      <span class="records-step">
        <strong class="cut" title={event.type}>
          {event.type}
        </strong>{" "}
        {"status" in event && <RecordStatus of={event.status} />} {link}
      </span>
      <span class="small cut">
        {"amount" in event && `${amountOf(event.amount, event.currency)} · `}
        <span class="quiet" title={`Event ${event.sequence}`}>
          {momentOf(event.at)}
          {gone > 0 && `, ${spanOf(gone)} later`}
        </span>
      </span>
    </>
  );
}
