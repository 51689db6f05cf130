/** Keys: what is pressed is looked up among what the shell and the open view have bound. */

import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

export interface Binding {
  /** Keys as `KeyboardEvent.key` has them, one after the other: `g t`, `/`, `Escape`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
  /** Also while something is typed into a field. */
  readonly inFields?: boolean;
}

/** All that is bound at the moment, the last first. */
export const bindings = signal<readonly Binding[]>([]);

const PATIENCE_MS = 1200;
let begun = "";
let begunAt = 0;

export function bind(added: readonly Binding[]): () => void {
  bindings.value = [...added, ...bindings.peek()];
  return () => {
    bindings.value = bindings.peek().filter((each) => !added.includes(each));
  };
}

/** Bind keys as long as the component is there. */
export function useKeys(make: () => readonly Binding[], inputs: readonly unknown[] = []): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what `make` reads.
  useLayoutEffect(() => bind(make()), inputs);
}

function isField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches("input:not([type=checkbox], [type=radio]), select, textarea") ||
      target.isContentEditable)
  );
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  const inField = isField(event.composedPath()[0]);
  const chord =
    begun && event.timeStamp - begunAt < PATIENCE_MS ? `${begun} ${event.key}` : event.key;
  begun = "";
  const usable = bindings.peek().filter((each) => !inField || each.inFields);
  const found = usable.find((each) => each.keys === chord);
  if (found) {
    event.preventDefault();
    found.run();
  } else if (usable.some((each) => each.keys.startsWith(`${event.key} `))) {
    begun = event.key;
    begunAt = event.timeStamp;
  }
}

document.addEventListener("keydown", pressed);
