/** What goes with any outcome: an amount as a condition, a delay, how many calls. */

import type { Choice } from "./rule";

interface Props {
  choice: Choice;
  set: (change: Partial<Choice>) => void;
}

export function Amount({ choice, set }: Props) {
  return (
    <div class="field">
      <label for="next-amount">Only for the amount</label>
      <input
        id="next-amount"
        type="number"
        min="0"
        step="any"
        placeholder="any"
        value={choice.amount}
        onInput={(event) => set({ amount: event.currentTarget.value })}
      />
    </div>
  );
}

export function Delay({ choice, set }: Props) {
  return (
    <div class="field">
      <label for="next-delay">Held back, in ms</label>
      <input
        id="next-delay"
        type="number"
        min="1"
        max="60000"
        placeholder="not at all"
        value={choice.delay}
        onInput={(event) => set({ delay: event.currentTarget.value })}
      />
    </div>
  );
}

export function Times({ choice, set }: Props) {
  return (
    <div class="field">
      <label for="next-times">How many calls</label>
      <input
        id="next-times"
        type="number"
        min="1"
        max="50"
        value={choice.times}
        onInput={(event) => set({ times: event.currentTarget.value })}
      />
    </div>
  );
}
