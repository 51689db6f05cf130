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
    const isSame = stored?.belongs_to === "server" && name === editing.name;
    const before = isSame ? editing.asInFile(editing.base.peek()) : null;
    await saveToFile(name, editing.asInFile(text), before);
  } else {
    await keepInSandbox(name, text);
  }
  const switches = editing.switches;
  if (switches) await activate(name);
  editing.switches = false;
  editing.madeFrom(text);
  const place = target === "file" ? "saved to its file" : "kept in the sandbox";
  toast(`${name} is ${place}`, switches ? "It decides here from the next request on." : "");
  return name;
}

export const isChangedMeanwhile = (thrown: unknown) =>
  thrown instanceof Problem && thrown.status === 409 && thrown.code === "scenario_changed";

/** The text of the server's file, if it has one of that name. */
export async function fileText(name: string, { stored }: Opened): Promise<string | null> {
  if (stored?.belongs_to === "server") return (await textOf(name)).source;
  const found = await orNull(fileTextOf(name));
  return found?.belongs_to === "server" ? found.source : null;
}
