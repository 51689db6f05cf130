/** A button that copies a text, and says that it has. */

import { useState } from "preact/hooks";
import { announce } from "../shell/telling";

const SAID_MS = 1600;

/** Copy, also where the browser has no clipboard, as over plain http to another machine. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

interface Props {
  /** The text, or how it is made when it is asked for. */
  text: string | (() => string);
  label?: string;
  class?: string;
}

export function CopyButton({ text, label = "Copy", class: classes = "" }: Props) {
  const [said, setSaid] = useState("");
  async function run(): Promise<void> {
    try {
      await copy(typeof text === "string" ? text : text());
      setSaid("Copied");
    } catch {
      setSaid("Not copied: the browser refused");
    }
    announce("Copied");
    setTimeout(() => setSaid(""), SAID_MS);
  }
  return (
    <button type="button" class={`button ${classes}`} onClick={run}>
      {said || label}
    </button>
  );
}
