/** What falls due, as a list: when, what, to which record, and a button that goes there. */

import { Chip } from "../../parts/chip";
import { Moment, spanOf } from "../../parts/moment";
import { Sideways } from "../../parts/sideways";
import { left } from "./levers";
import type { Due } from "./use-clock";
import { hrefOfDue, titleOf, toneOf } from "./words";

interface Props {
  due: readonly Due[];
  now: number;
  goTo: (at: string) => void;
  isBusy: boolean;
}

export function DueList({ due, now, goTo, isBusy }: Props) {
  return (
    <Sideways label="What falls due">
      <table class="table clock-table" aria-labelledby="clock-due">
        <thead>
          <tr>
            <th scope="col">In</th>
            <th scope="col">At, UTC</th>
            <th scope="col">What</th>
            <th scope="col">Of</th>
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {due.map((each) => (
            <tr key={`${each.action} ${each.id}`}>
              <td>{spanOf(left(each.at, now))}</td>
              <td>
                <Moment at={each.at} />
              </td>
              <td>
                <Chip tone={toneOf(each.action)}>{titleOf(each.action)}</Chip>
              </td>
              <td>
                <Subject of={each} />
              </td>
              <td class="number">
                <button
                  type="button"
                  class="button"
                  onClick={() => goTo(each.at)}
                  disabled={isBusy}
                  aria-label={`Go there: ${titleOf(each.action)} of ${each.id}`}
                >
                  Go there
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function Subject({ of }: { of: Due }) {
  const href = hrefOfDue(of);
  if (!href) return <span class="quiet mono">{of.id}</span>;
  return (
    <a class="mono" href={href}>
      {of.id}
    </a>
  );
}
