/** Save by button or Ctrl+S, unless there is a mistake; and choose when the file has changed. */

import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem";
import { go, hrefOf } from "../../shell/route";
import { toast } from "../../shell/telling";
import type { Choice } from "./conflict";
import type { Editing, Opened } from "./editing";
import type { Editor } from "./editor/create";
import { isInText } from "./findings";
import { rangeOf } from "./places";
import { fileText, isChangedMeanwhile, save, type Target, usualTarget } from "./saving";

interface Given {
  readonly opened: Opened;
  readonly editing: Editing;
  readonly editor: Editor | null;
  readonly reload: () => void;
  /** Show the difference to the file. */
  readonly onLook: () => void;
}

export interface Saver {
  readonly problem: Problem | null;
  readonly isConflict: boolean;
  readonly run: (target: Target) => Promise<void>;
  /** What to do about a file that has changed; null leaves all as it is. */
  readonly choose: (choice: Choice | null) => Promise<void>;
}

export function useSaver({ opened, editing, editor, reload, onLook }: Given): Saver {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isConflict, setConflict] = useState(false);

  async function run(target: Target): Promise<void> {
    if (await isStopped(editing, editor)) return;
    try {
      const name = await save(editing, opened, target);
      setProblem(null);
      reload();
      if (name !== opened.name) go(hrefOf("scenario", [name]), { replace: true });
    } catch (thrown) {
      if (isChangedMeanwhile(thrown)) setConflict(true);
      else setProblem(asProblem(thrown));
    }
  }

  async function choose(choice: Choice | null): Promise<void> {
    setConflict(false);
    if (!choice) return;
    try {
      const theirs = await fileText(opened.name);
      editing.before = theirs;
      editing.madeFrom(theirs ?? "");
      if (choice === "theirs") editor?.setText(editing.base.peek());
      if (choice === "look") onLook();
      if (choice === "mine") await run("file");
      else editor?.focus();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }

  useSaveKey(() => void run(usualTarget(opened)));
  return { problem, isConflict, run, choose };
}

/** A text with a mistake is not saved; the cursor goes there. */
async function isStopped(editing: Editing, editor: Editor | null): Promise<boolean> {
  const verdict = await editing.check();
  const [first] = verdict?.problems ?? [];
  if (!first) return false;
  toast("Not saved: there is a mistake", first.message, "bad");
  if (isInText(first)) editor?.goTo(rangeOf(editing.text.peek(), first));
  return true;
}

function useSaveKey(run: () => void): void {
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const isSave = event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
      if (!isSave || event.altKey || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      run();
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}
