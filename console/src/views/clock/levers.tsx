/** The levers of the clock: stop it, let it run, move it on, set it. */

import { useRef } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { spanOf } from "../../parts/moment";
import { useKeys } from "../../shell/keys";
import { boundIn } from "../../shell/view-keys";
import type { Clock } from "./use-clock";
import type { Move } from "./use-moves";

interface Props {
  clock: Clock;
  now: number;
  go: Move;
  isBusy: boolean;
}

type Advance = components["schemas"]["ControlClockAdvance"];

export function Levers({ clock, now, go, isBusy }: Props) {
  const next = clock.due[0];
  const advance = (title: string, body: Advance) =>
    go(title, () => bodyOf(api().POST("/clock/advance", { body })));
  const by = (amount: string) => advance(`The clock was advanced by ${amount}`, { by: amount });
  const untilNext = () =>
    advance("The clock was advanced to the next thing due", { to: "next_due" });
  const toggle = () => {
    const frozen = !clock.frozen;
    const title = frozen ? "The clock stands still" : "The clock runs";
    go(title, () => bodyOf(api().PUT("/clock", { body: { frozen } })));
  };
  const latest = useRef({ by, untilNext, toggle });
  latest.current = { by, untilNext, toggle };
  useKeys(
    () =>
      boundIn("clock", {
        f: () => latest.current.toggle(),
        h: () => latest.current.by("1h"),
        a: () => latest.current.by("24h"),
        u: () => latest.current.untilNext(),
      }),
    [],
  );
  return (
    <>
      <div class="row">
        <button type="button" class="button" onClick={toggle} disabled={isBusy}>
          {clock.frozen ? "Let it run" : "Freeze"} <kbd>f</kbd>
        </button>
        <button type="button" class="button" onClick={() => by("1h")} disabled={isBusy}>
          +1 h <kbd>h</kbd>
        </button>
        <button type="button" class="button" onClick={() => by("24h")} disabled={isBusy}>
          +24 h <kbd>a</kbd>
        </button>
        <button type="button" class="button" onClick={untilNext} disabled={isBusy || !next}>
          {next ? `Until the next thing due, in ${spanOf(left(next.at, now))}` : "Nothing is due"}{" "}
          <kbd>u</kbd>
        </button>
      </div>
      <div class="clock-forms">
        <OneField
          label="Advance by"
          hint="A number and ms, s, m, h or d."
          placeholder="90m"
          action="Advance"
          isBusy={isBusy}
          onText={by}
        />
        <OneField
          label="Set to"
          hint="A moment of RFC 3339."
          placeholder={`${new Date(now).toISOString().slice(0, 11)}23:59:59Z`}
          action="Set"
          isBusy={isBusy}
          onText={(text) =>
            go("The clock was set", () => bodyOf(api().PUT("/clock", { body: { now: text } })))
          }
        />
      </div>
    </>
  );
}

export function left(at: string, now: number): number {
  return Math.max(0, Date.parse(at) - now);
}

interface FieldProps {
  label: string;
  hint: string;
  placeholder: string;
  action: string;
  isBusy: boolean;
  onText: (text: string) => Promise<boolean>;
}

function OneField({ label, hint, placeholder, action, isBusy, onText }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const id = `clock-${action.toLowerCase()}`;
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const input = field.current;
    const text = input?.value.trim() ?? "";
    if (!input || text === "") return input?.focus();
    const isDone = await onText(text);
    if (isDone) input.value = "";
    else input.focus();
  }
  return (
    <form class="field" onSubmit={submit}>
      <label for={id}>{label}</label>
      <span class="clock-field">
        <input
          id={id}
          ref={field}
          placeholder={placeholder}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
        />
        <button type="submit" class="button" disabled={isBusy}>
          {action}
        </button>
      </span>
      <span id={`${id}-hint`} class="hint">
        {hint}
      </span>
    </form>
  );
}
