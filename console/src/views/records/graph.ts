/** The graph of a record's events: a lane for the record, one for each record about it. */

import type { Due, Event } from "./schemas";
import type { Whole } from "./use-record";

export interface Node {
  readonly lane: number;
  readonly event?: Event;
  /** What has not happened yet. */
  readonly due?: Due;
}

export interface Lane {
  readonly lane: number;
  readonly first: number;
  /** The last that has happened, and the last that is to happen. */
  readonly last: number;
  readonly end: number;
}

export function nodesOf({ record, related, events, due }: Whole): Node[] {
  const ids = [record?.id ?? "", ...related.map((each) => each.id)];
  const happened = events.map((event) => ({ lane: ids.indexOf(event.subject), event }));
  const expected = due.map((each) => ({ lane: ids.indexOf(each.id), due: each }));
  return [...happened, ...expected];
}

export function lanesOf(nodes: readonly Node[]): Lane[] {
  const lanes = [...new Set(nodes.map((each) => each.lane))].sort((a, b) => a - b);
  return lanes.map((lane) => {
    const places = nodes.flatMap((each, at) => (each.lane === lane ? [at] : []));
    const happened = places.filter((at) => nodes[at]?.event);
    return {
      lane,
      first: places[0] ?? 0,
      last: happened.at(-1) ?? places[0] ?? 0,
      end: places.at(-1) ?? 0,
    };
  });
}
