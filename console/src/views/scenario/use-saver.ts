/** Save by button or Ctrl+S, unless there is a mistake; and choose when the file has changed. */

import { useEffect, useState } from "preact/hooks";
import { asProblem, Problem } from "../../api/problem";
import { go, hrefOf } from "../../shell/route";
import type { Choice } from "./conflict";
import type { Editing, Opened } from "./editing";
import type { Editor } from "./editor/create";
import { isInText } from "./findings";
import { rangeOf } from "./places";
import { isChangedMeanwhile, nameIn, save, type Target, takeNote, usualTarget } from "./saving";

interface Given {
  readonly opened: Opened;
  readonly editing: Editing;
  readonly editor: Editor | null;
  readonly reload: () => void;
  /** Show the difference to what stands there now. */
  readonly onLook: () => void;
  /** It is saved: there is no difference any longer to look at. */
  readonly onSaved: () => void;
}

export interface Saver {
  readonly problem: Problem | null;
  /** Where somebody has saved another text meanwhile. */
  readonly conflict: Target | null;
  readonly run: (target: Target) => Promise<void>;
  /** What to do about a text that has changed; null leaves all as it is. */
  readonly choose: (choice: Choice | null) => Promise<void>;
}

export function useSaver({ opened, editing, editor, reload, onLook, onSaved }: Given): Saver {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Target | null>(null);

  // What was said is of the text as it was then.
  const text = editing.text.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the text counts.
  useEffect(() => setProblem(null), [text]);

  async function run(target: Target): Promise<void> {
    const mistake = await mistakeIn(editing, editor);
    if (mistake) {
      setProblem(mistake);
      return;
    }
    try {
      const name = await save(editing, opened, target);
      setProblem(null);
      onSaved();
      reload();
      if (name !== opened.name) go(hrefOf("scenario", [name]), { replace: true });
    } catch (thrown) {
      if (isChangedMeanwhile(thrown)) setConflict(target);
      else setProblem(asProblem(thrown));
    }
  }

  async function choose(choice: Choice | null): Promise<void> {
    const target = conflict;
    setConflict(null);
    if (!choice || !target) return;
    try {
      await takeNote(editing, target, nameIn(editing.text.peek()));
      if (choice === "theirs") editor?.setText(editing.base.peek());
      if (choice === "look") onLook();
      if (choice === "mine") await run(target);
      else editor?.focus();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }

  useSaveKey(() => void run(usualTarget(opened)));
  return { problem, conflict, run, choose };
}

/** A text with a mistake is not saved; the cursor goes there. */
async function mistakeIn(editing: Editing, editor: Editor | null): Promise<Problem | null> {
  const verdict = await editing.check();
  const [first] = verdict?.problems ?? [];
  if (!first) return null;
  if (isInText(first)) editor?.goTo(rangeOf(editing.text.peek(), first));
  return new Problem("Not saved: there is a mistake", first.message, 0);
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
