/** Say something to whoever looks, and to whoever listens. */

import { signal } from "@preact/signals";

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

/** Show a note for a while. */
export function toast(title: string, text = "", tone: Tone = "good"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.peek(), { id, tone, title, text }].slice(-3);
  setTimeout(() => {
    toasts.value = toasts.peek().filter((each) => each.id !== id);
  }, SHOWN_MS);
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
            {each.text && <span>{each.text}</span>}
          </div>
        ))}
      </div>
    </>
  );
}
