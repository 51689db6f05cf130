/** The dialog that asks for what an operation is to be sent. */

import { useState } from "preact/hooks";
import { minorOf } from "../../parts/amount";
import type { Body } from "../../parts/contract-call";
import { Dialog } from "../../parts/dialog";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import type { Field, Way } from "./way";

interface Props {
  way: Way;
  onClose: () => void;
  send: (body: Body | undefined) => Promise<unknown>;
}

const AMOUNT = /^(0|[1-9]\d*)(\.\d+)?$/;

/** A form, or JSON text, of the fixed values and the fields; undefined for none. */
export function bodyFor(way: Way, given: ReadonlyMap<string, string> = new Map()) {
  return way.isForm ? formOf(way, given) : bodyText(way, given);
}

function formOf(way: Way, given: ReadonlyMap<string, string>): Body | undefined {
  const fixed = Object.entries(way.fixed ?? {}).map(([name, value]) => [name, String(value)]);
  const typed = (way.fields ?? []).flatMap(({ name, type, currency }) => {
    const text = given.get(name)?.trim() ?? "";
    if (text === "") return [];
    return [[name, type === "minor" ? (minorOf(text, currency ?? "") ?? text) : text]];
  });
  return fixed.length + typed.length > 0 ? new URLSearchParams([...fixed, ...typed]) : undefined;
}

/** Amounts stay as typed. */
function bodyText(way: Way, given: ReadonlyMap<string, string>): string | undefined {
  const fixed = Object.entries(way.fixed ?? {}).map(([name, value]) => [
    name,
    JSON.stringify(value),
  ]);
  const typed = (way.fields ?? []).flatMap(({ name, type }) => {
    const text = given.get(name)?.trim() ?? "";
    if (text === "") return [];
    return [[name, type === "amount" ? text : JSON.stringify(text)]];
  });
  const all = [...fixed, ...typed].map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  return all.length > 0 ? `{${all.join(", ")}}` : undefined;
}

export function WayForm({ way, onClose, send }: Props) {
  const { problem, isBusy, act, forget } = useAct();
  const [wrong, setWrong] = useState("");

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = new Map([...form].map(([name, value]) => [name, String(value)]));
    const bad = way.fields?.find(({ name, type, currency }) => {
      const text = given.get(name)?.trim();
      if (!text) return false;
      if (type === "minor") return !AMOUNT.test(text) || minorOf(text, currency ?? "") === null;
      return type === "amount" && !AMOUNT.test(text);
    });
    setWrong(bad?.name ?? "");
    if (bad) forget();
    else await act(() => send(bodyFor(way, given)));
  }

  return (
    <Dialog title={way.title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {way.fields?.map((each) => (
          <OneField key={each.name} of={each} isWrong={each.name === wrong} />
        ))}
        {problem && <ProblemNote problem={problem} />}
        <div class="row">
          <button
            type="submit"
            class={`button ${way.isDangerous ? "danger" : "main"}`}
            disabled={isBusy}
          >
            {way.title}
          </button>
          <button type="button" class="button bare" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function OneField({ of, isWrong }: { of: Field; isWrong: boolean }) {
  const { name, label, type, value, options, hint } = of;
  const id = `way-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "choice" ? (
        <select id={id} name={name} aria-describedby={`${id}-hint`}>
          {options?.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          name={name}
          defaultValue={value ?? ""}
          inputMode={type === "text" ? "text" : "decimal"}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={isWrong}
          aria-describedby={`${id}-hint`}
        />
      )}
      <span id={`${id}-hint`} class="hint">
        {isWrong ? "Write it with digits and a point, such as 54.30." : hint}
      </span>
    </div>
  );
}
