/** The kinds of records: a list beside the table, or a select where there is no room for one. */

import { go, hrefOf } from "../../shell/route";

import { titleOf } from "./columns";
import { BOOKS, type Kind } from "./schemas";

interface Props {
  kinds: readonly Kind[];
  kind: string;
  layout: "list" | "select";
}

const MOST_COUNTED = 100;

function countOf({ count }: Kind): string {
  return count >= MOST_COUNTED ? "100+" : String(count);
}

export function Kinds({ kinds, kind, layout }: Props) {
  const isKnown = kind === "" || kind === BOOKS || kinds.some((each) => each.kind === kind);
  const all = isKnown ? kinds : [...kinds, { kind, title: kind, count: 0 }];
  if (layout === "select") {
    return (
      <select
        class="records-kind"
        aria-label="Kind of records"
        value={kind}
        onChange={(event) => go(hrefOf("records", [event.currentTarget.value]))}
      >
        {all.map((each) => (
          <option key={each.kind} value={each.kind}>
            {titleOf(each.title)} ({countOf(each)})
          </option>
        ))}
        <option value={BOOKS}>Ledger and invariants</option>
      </select>
    );
  }
  return (
    <nav class="records-kinds" aria-label="Kinds of records">
      <ul>
        {all.map((each) => (
          <li key={each.kind}>
            <a
              href={hrefOf("records", [each.kind])}
              aria-current={each.kind === kind ? "true" : undefined}
            >
              <span class="cut">{titleOf(each.title)}</span>
              <span class="quiet small">{countOf(each)}</span>
            </a>
          </li>
        ))}
        <li class="records-books">
          <a href={hrefOf("records", [BOOKS])} aria-current={kind === BOOKS ? "true" : undefined}>
            Ledger and invariants
          </a>
        </li>
      </ul>
    </nav>
  );
}
