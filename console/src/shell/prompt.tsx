/** Ask for a line of text, or whether something is really meant, in a dialog. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";

interface Question {
  readonly title: string;
  /** Leave the label out to ask only whether it is really meant. */
  readonly label?: string;
  readonly hint?: string;
  readonly value?: string;
  /** Why a text cannot be taken; empty if it can. */
  readonly check?: (text: string) => string;
  readonly action: string;
  readonly isDangerous?: boolean;
}

const asked = signal<{ question: Question; answer: (text: string | null) => void } | null>(null);

/** Ask for a text; null if whoever is asked thinks better of it. */
export function askFor(question: Question): Promise<string | null> {
  return new Promise((resolve) => {
    asked.value = {
      question,
      answer: (text) => {
        asked.value = null;
        resolve(text);
      },
    };
  });
}

/** Ask whether something is really meant. */
export async function confirmed(question: Omit<Question, "label" | "check">): Promise<boolean> {
  return (await askFor(question)) !== null;
}

export function Prompt() {
  const open = asked.value;
  if (!open) return null;
  return (
    <Dialog title={open.question.title} onClose={() => open.answer(null)}>
      <Form question={open.question} answer={open.answer} />
    </Dialog>
  );
}

function Form({ question, answer }: { question: Question; answer: (text: string | null) => void }) {
  const [text, setText] = useState(question.value ?? "");
  const [wrong, setWrong] = useState("");
  function submit(event: Event): void {
    event.preventDefault();
    const found = question.check?.(text) ?? "";
    setWrong(found);
    if (!found) answer(text);
  }
  return (
    <form class="stack" onSubmit={submit}>
      {question.label ? (
        <div class="field">
          <label for="prompted">{question.label}</label>
          <input
            id="prompted"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            aria-invalid={wrong !== ""}
            aria-describedby="prompted-hint"
            autocomplete="off"
            spellcheck={false}
          />
          <span id="prompted-hint" class="hint">
            {wrong || question.hint}
          </span>
        </div>
      ) : (
        <p>{question.hint}</p>
      )}
      <div class="row">
        <button type="submit" class={`button ${question.isDangerous ? "danger" : "main"}`}>
          {question.action}
        </button>
        <button type="button" class="button bare" onClick={() => answer(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
