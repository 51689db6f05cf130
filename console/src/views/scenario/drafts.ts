/** Texts that are not saved yet: kept in the tab, so that a look at another view loses none. */

import { sandbox } from "../../api/place";

export interface Draft {
  /** What it was made from; empty for a new scenario. */
  readonly was: string;
  readonly text: string;
  /** Whether the scenario is to decide in the sandbox once it is kept. */
  readonly switches: boolean;
}

const keyOf = (name: string) => `paydrill.scenario.${sandbox.peek()}.${name}`;

export function draftOf(name: string): Draft | null {
  const kept = sessionStorage.getItem(keyOf(name));
  return kept ? (JSON.parse(kept) as Draft) : null;
}

export function keepDraft(name: string, draft: Draft): void {
  sessionStorage.setItem(keyOf(name), JSON.stringify(draft));
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(keyOf(name));
}
