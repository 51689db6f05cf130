/** The keys of the views and of lists, so that the help can tell of those that are not bound now. */

import type { Binding } from "./keys";

export const VIEW_KEYS = {
  traffic: {
    "/": "Filter the requests",
    p: "Pause, or go on",
    Escape: "Close the open request",
  },
  clock: {
    f: "Freeze the clock, or let it run",
    h: "Advance by an hour",
    a: "Advance by 24 hours",
    u: "Advance until the next thing due",
  },
  records: { "/": "Filter the records", Escape: "Close the record" },
  sandboxes: { n: "Make a sandbox" },
  webhooks: { n: "Make an endpoint" },
  settlement: { n: "Close the open batches" },
} as const;

/** Lists have these themselves, while they have the focus. */
export const LIST_KEYS = {
  "ArrowDown j": "The next line",
  "ArrowUp k": "The line before",
  "PageDown PageUp": "A page on, or back",
  "Home End": "The first line, or the last",
  Enter: "Open the line",
} as const;

type Keys = typeof VIEW_KEYS;

/** Bindings of a view: what each of its keys runs. */
export function boundIn<V extends keyof Keys>(
  view: V,
  runs: { readonly [K in keyof Keys[V]]?: () => void },
): Binding[] {
  const labels: Readonly<Record<string, string>> = VIEW_KEYS[view];
  return Object.entries<(() => void) | undefined>(runs).flatMap(([keys, run]) =>
    run ? [{ keys, label: labels[keys] ?? keys, run }] : [],
  );
}
