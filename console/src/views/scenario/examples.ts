/** The examples of a text, and whether each holds. */

import type { Verdict } from "./calls";
import { Outline } from "./editor/outline";
import { offsetOf } from "./places";

export interface Example {
  /** What it gives and expects, on one line. */
  readonly words: string;
  readonly line: number;
  readonly column: number;
  /** Whether it was run and holds. */
  readonly holds: boolean;
}

export function examplesIn(text: string, verdict: Verdict | null): readonly Example[] {
  const wasRun = (verdict?.examples.run ?? 0) > 0;
  const failed = (verdict?.examples.failed ?? []).map((each) =>
    offsetOf(text, each.line, each.column),
  );
  return new Outline(text).below(["examples"]).map(({ keyFrom, from, to }) => ({
    words: text.slice(from, to).replace(/\s+/g, " "),
    line: text.slice(0, keyFrom).split("\n").length,
    column: keyFrom - text.lastIndexOf("\n", keyFrom - 1),
    holds: wasRun && !failed.some((place) => keyFrom <= place && place <= to),
  }));
}
