/** What a request caused: the events, and the records that it changed. */

import type { Exchange } from "../../../api/schemas";
import { timeOf } from "../words";

export function EffectsSection({ exchange }: { exchange: Exchange }) {
  const { events, records } = exchange;
  const isNothing = events.length + records.length === 0;
  return (
    <section class="stack" aria-label="Effects">
      <h3>What it caused</h3>
      {isNothing && <p class="quiet">No event, and no record was changed.</p>}
      {events.length > 0 && (
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
      {records.length > 0 && (
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
