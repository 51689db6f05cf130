/** Move the clock, and keep what happened on the way. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { announce } from "../../shell/telling";

type Event = components["schemas"]["ControlEventPage"]["events"][number];

interface Moved {
  readonly title: string;
  readonly events: readonly Event[];
}

/** Do something to the clock; whether it went well. */
export type Move = (title: string, call: () => Promise<unknown>) => Promise<boolean>;

/** Later than any event: asks only for the number of the last. */
const NONE_AFTER = Number.MAX_SAFE_INTEGER;
const MOST = 100;

function eventsAfter(after: number) {
  const query = { after, limit: MOST };
  return bodyOf(api().GET("/events", { params: { query } }));
}

export function useMoves(again: () => void) {
  const [moved, setMoved] = useState<Moved | null>(null);
  async function move(title: string, call: () => Promise<unknown>): Promise<void> {
    const { last } = await eventsAfter(NONE_AFTER);
    try {
      await call();
      const { events } = await eventsAfter(last);
      setMoved({ title, events });
      announce(`${title}. ${events.length} events on the way.`);
    } finally {
      again();
    }
  }
  return { moved, move };
}
