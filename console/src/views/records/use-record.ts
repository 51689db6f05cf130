/** One record with all that belongs to it: its events, what falls due, and the records about it. */

import { api, bodyOf } from "../../api/client";
import { useFresh } from "../../parts/use-fresh";
import type { Due, Event, Stored } from "./schemas";

export interface Whole {
  readonly record: Stored | null;
  /** The records about it, oldest first. */
  readonly related: readonly Stored[];
  readonly events: readonly Event[];
  readonly due: readonly Due[];
}

/** Kinds whose records may be about one of the kind. */
const REFERRING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(cards|acquirer)\.payment$|^stripe\.charge$/, ["refund", "dispute", "mandate"]],
  [/^stripe\.payment_intent$/, ["stripe.charge"]],
  [/^pix\.charge$/, ["pix.return"]],
  [/^settlement$/, ["payout"]],
];
/** Of a kind; the newest. */
const MOST_RELATED = 10;
const MOST_EVENTS = 1000;

async function find(kind: string, id: string): Promise<Stored | null> {
  const query = { kind, id };
  const { records } = await bodyOf(api().GET("/records", { params: { query } }));
  return records[0] ?? null;
}

async function relatedTo(kind: string, id: string): Promise<Stored[]> {
  const names = REFERRING.filter(([of]) => of.test(kind)).flatMap(([, referring]) => referring);
  const pages = await Promise.all(
    names.map((name) => {
      const query = { kind: name, about: id, limit: MOST_RELATED };
      return bodyOf(api().GET("/records", { params: { query } }));
    }),
  );
  const found = pages.flatMap((page) => page.records);
  return found.sort((a, b) => a.number - b.number);
}

async function eventsOf(subject: string): Promise<Event[]> {
  const events: Event[] = [];
  let after = 0;
  while (events.length < MOST_EVENTS) {
    const query = { subject, after, limit: MOST_EVENTS };
    const page = await bodyOf(api().GET("/events", { params: { query } }));
    events.push(...page.events);
    if (page.next_after >= page.last || page.next_after <= after) break;
    after = page.next_after;
  }
  return events;
}

async function read(kind: string, id: string): Promise<Whole> {
  const [record, related, clock] = await Promise.all([
    find(kind, id),
    relatedTo(kind, id),
    bodyOf(api().GET("/clock/due", { params: { query: { limit: 100 } } })),
  ]);
  const ids = [id, ...related.map((each) => each.id)];
  const events = (await Promise.all(ids.map(eventsOf))).flat();
  return {
    record,
    related,
    events: events.sort((a, b) => a.sequence - b.sequence),
    due: clock.due.filter((each) => ids.includes(each.id)),
  };
}

export function useRecord(kind: string, id: string) {
  return useFresh(() => read(kind, id), [kind, id]);
}
