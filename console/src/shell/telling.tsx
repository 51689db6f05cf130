/** Say something to whoever looks, and to whoever listens. */

import { signal } from "@preact/signals";
import { Close } from "./icons";

export type Tone = "good" | "bad" | "warn" | "info" | "fault" | "plain";

interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

const SHOWN_MS = 6000;
const toasts = signal<readonly Toast[]>([]);
const spoken = signal("");
let last = 0;

function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((each) => each.id !== id);
}

/** Show a note for a while. */
export function toast(title: string, text = "", tone: Tone = "good"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.peek(), { id, tone, title, text }].slice(-3);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Have a screen reader say it, when it has a moment. Nothing is shown. */
export function announce(text: string): void {
  spoken.value = text;
}

/** The places of both; the shell has them once. */
export function Telling() {
  return (
    <>
      <div class="unseen" aria-live="polite" data-testid="announced">
        {spoken}
      </div>
      <div class="toasts" role="status">
        {toasts.value.map((each) => (
          <div key={each.id} class="notice" data-tone={each.tone}>
            <strong>{each.title}</strong>
            <button
              type="button"
              class="button bare icon"
              aria-label="Dismiss"
              onClick={() => dismiss(each.id)}
            >
              <Close />
            </button>
            {each.text && <span>{each.text}</span>}
          </div>
        ))}
      </div>
    </>
  );
}
