/** Save what is edited: to its file, or for the sandbox that is shown. */

import { Problem } from "../../api/problem";
import { toast } from "../../shell/telling";
import { activate, fileTextOf, keepInSandbox, orNull, saveToFile, textOf } from "./calls";
import type { Editing, Opened } from "./editing";
import { Outline } from "./editor/outline";

export type Target = "file" | "sandbox";

/** Where Ctrl+S saves to: a file that may be written, and else the sandbox. */
export const usualTarget = ({ stored }: Opened): Target =>
  stored?.belongs_to === "server" && stored.writable ? "file" : "sandbox";

/** The name inside the text: the one that the scenario gets. */
export const nameIn = (text: string) => new Outline(text).word("name");

/** Save; the name that it has then. Throws a `Problem`. */
export async function save(editing: Editing, { stored }: Opened, target: Target): Promise<string> {
  const text = editing.text.peek();
  const name = nameIn(text);
  if (target === "file") {
    const sent = editing.asInFile(text);
    await saveToFile(name, sent, name === editing.name ? editing.before : null);
    editing.before = sent;
  } else {
    await keepInSandbox(name, text, name === editing.name ? editing.kept : "");
    editing.kept = text;
  }
  const switches = editing.switches;
  if (switches) await activate(name);
  editing.switches = false;
  editing.madeFrom(text);
  const isHidden = target === "file" && stored?.belongs_to === "sandbox" && name === editing.name;
  const place = target === "file" ? "saved to its file" : "kept in the sandbox";
  const decides = switches ? "It decides here from the next request on." : "";
  const hidden = "Here the sandbox's own goes before it: remove that, and the file counts.";
  toast(`${name} is ${place}`, isHidden ? hidden : decides);
  return name;
}

export const isChangedMeanwhile = (thrown: unknown) =>
  thrown instanceof Problem && thrown.status === 409 && thrown.code === "scenario_changed";

/** The text of the server's file, if it has one of that name. */
export async function fileText(name: string): Promise<string | null> {
  return (await orNull(fileTextOf(name)))?.source ?? null;
}

/** The text of the sandbox's own, if it has one of that name. */
async function sandboxText(name: string): Promise<string | null> {
  const found = await orNull(textOf(name));
  return found?.belongs_to === "sandbox" ? found.source : null;
}

/** Read what stands there now, and make it what the text is compared with and saved over. */
export async function takeNote(editing: Editing, target: Target, name: string): Promise<void> {
  const theirs = await (target === "file" ? fileText(name) : sandboxText(name));
  if (target === "file") editing.before = theirs;
  else editing.kept = theirs ?? "";
  editing.madeFrom(theirs ?? "");
}
