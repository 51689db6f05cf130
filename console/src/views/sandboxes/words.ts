/** What the parts of this view say and do alike. */

import { signal } from "@preact/signals";
import { api, bodyOf } from "../../api/client";
import { goToSandbox, sandbox } from "../../api/place";
import { asProblem } from "../../api/problem";
import { confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";

export const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const NAME_HINT = "Use 1 to 63 small letters, digits and hyphens.";

export function inWords(count: number, of: string): string {
  return `${count.toLocaleString("en")} ${of}${count === 1 ? "" : "s"}`;
}

/** Counts what was changed here: whatever shows sandboxes reads them again. */
export const changes = signal(0);

export function changed(): void {
  changes.value += 1;
}

/**
 * Delete a sandbox if that is really meant. Throws what the server refuses.
 *
 * One that is shown is left first: to look at it would begin it again.
 */
export async function deleteIfMeant(
  name: string,
  facts: { records: number; events: number } | null,
): Promise<void> {
  const content = facts
    ? `Its ${inWords(facts.records, "record")}, ${inWords(facts.events, "event")} and`
    : "Its records, events and";
  const isMeant = await confirmed({
    title: `Delete ${name}?`,
    hint: `${content} all its snapshots are lost. The next use of the name begins a new one.`,
    action: "Delete it",
    isDangerous: true,
  });
  if (!isMeant) return;
  const wasShown = name === sandbox.peek();
  if (wasShown) goToSandbox("default");
  try {
    await bodyOf(api().DELETE("/sandboxes/{name}", { params: { path: { name } } }));
    toast(`${name} is deleted`);
  } catch (thrown) {
    // The part that asked for it is gone, and its place for refusals with it.
    if (!wasShown) throw thrown;
    const { title, detail } = asProblem(thrown);
    toast(title, detail, "bad");
  } finally {
    changed();
  }
}
