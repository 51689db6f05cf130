/** What the parts of this view say and do alike. */

import { api, bodyOf } from "../../api/client";
import { goToSandbox, sandbox } from "../../api/place";
import { confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";

export const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const NAME_HINT = "Use 1 to 63 small letters, digits and hyphens.";

export function inWords(count: number, of: string): string {
  return `${count.toLocaleString("en")} ${of}${count === 1 ? "" : "s"}`;
}

/** Delete a sandbox if that is really meant; whether it was. Throws what the server refuses. */
export async function deleted(
  name: string,
  facts: { records: number; events: number } | null,
): Promise<boolean> {
  const content = facts
    ? `Its ${inWords(facts.records, "record")}, ${inWords(facts.events, "event")} and`
    : "Its records, events and";
  const isMeant = await confirmed({
    title: `Delete ${name}?`,
    hint: `${content} all its snapshots are lost. The next use of the name begins a new one.`,
    action: "Delete it",
    isDangerous: true,
  });
  if (!isMeant) return false;
  await bodyOf(api().DELETE("/sandboxes/{name}", { params: { path: { name } } }));
  toast(`${name} is deleted`);
  return true;
}

/** Show the default sandbox in place of one that is gone. */
export function leave(name: string): void {
  if (name === sandbox.peek()) goToSandbox("default");
}
