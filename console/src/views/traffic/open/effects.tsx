/** What a request caused: the events, and the records that it changed. */

import type { Exchange } from "../../../api/schemas";
import { timeOf } from "../words";

/** What the control API tells of it. */
export interface Effects {
  readonly events?: readonly {
    readonly sequence: number;
    readonly type: string;
    readonly at: string;
    readonly subject?: string | null;
  }[];
  readonly records?: readonly { readonly kind: string; readonly id: string }[];
}

export function EffectsSection({ exchange }: { exchange: Exchange & Effects }) {
  const { events, records } = exchange;
  if (!events && !records) return null;
  const isNothing = !events?.length && !records?.length;
  return (
    <section class="stack" aria-label="Effects">
      <h3>What it caused</h3>
      {isNothing && <p class="quiet">No event, and no record was changed.</p>}
      {events && events.length > 0 && (
        <ul class="open-events" aria-label="Events">
          {events.map((each) => (
            <li key={each.sequence}>
              <time class="quiet" dateTime={each.at}>
                {timeOf(each.at)}
              </time>
              <code>{each.type}</code>
              <span class="quiet cut">{each.subject}</span>
            </li>
          ))}
        </ul>
      )}
      {records && records.length > 0 && (
        <ul class="open-events" aria-label="Records changed">
          {records.map((each) => (
            <li key={`${each.kind} ${each.id}`}>
              <span class="quiet">{each.kind}</span>
              <code class="cut">{each.id}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
