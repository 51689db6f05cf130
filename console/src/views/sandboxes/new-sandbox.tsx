/** Make a sandbox: its name, seed, scenario and clock, each of which may be left to the server. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { goToSandbox } from "../../api/place";
import { Dialog } from "../../parts/dialog";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { useCall } from "../../parts/use-call";
import { toast } from "../../shell/telling";
import { NAME, NAME_HINT } from "./words";

type Input = components["schemas"]["ControlSandboxInput"];

function inputOf(form: HTMLFormElement): Input {
  const given = new FormData(form);
  const text = (name: string) => String(given.get(name) ?? "").trim();
  return {
    ...(text("name") && { name: text("name") }),
    ...(text("seed") && { seed: Number(text("seed")) }),
    ...(text("scenario") && { scenario: text("scenario") }),
    ...(text("now") && { now: text("now") }),
    frozen: given.has("frozen"),
  };
}

function wrongIn(input: Input): Record<string, string> {
  const { name, seed } = input;
  return {
    ...(name && !NAME.test(name) && { name: NAME_HINT }),
    ...(seed !== undefined && !Number.isSafeInteger(seed) && { seed: "Use a whole number." }),
  };
}

export function NewSandbox({ onClose }: { onClose: () => void }) {
  const scenarios = useCall(() => bodyOf(api().GET("/scenarios")));
  const { problem, isBusy, act, forget } = useAct();
  const [wrong, setWrong] = useState<Record<string, string>>({});

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const body = inputOf(event.currentTarget as HTMLFormElement);
    const found = wrongIn(body);
    setWrong(found);
    if (Object.keys(found).length > 0) return forget();
    await act(async () => {
      const made = await bodyOf(api().POST("/sandboxes", { body }));
      onClose();
      goToSandbox(made.name);
      toast(`${made.name} is made`, "The console shows it now.");
    });
  }

  return (
    <Dialog title="New sandbox" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Field name="name" label="Name" hint="Left empty, the server makes one up." wrong={wrong} />
        <Field
          name="seed"
          label="Seed"
          hint="A number: the same ids and chances on every run. Left empty, the scenario’s or the server’s."
          wrong={wrong}
        />
        <div class="field">
          <label for="new-scenario">Scenario</label>
          <select id="new-scenario" name="scenario">
            <option value="">As the server has it</option>
            {scenarios.data?.scenarios
              .filter((each) => each.belongs_to === "server")
              .map((each) => (
                <option key={each.name}>{each.name}</option>
              ))}
          </select>
        </div>
        <Field
          name="now"
          label="Clock"
          hint="A moment such as 2026-01-27T12:00:00Z. Left empty, the machine’s time."
          wrong={wrong}
        />
        <label class="check">
          <input type="checkbox" name="frozen" /> The clock stands still
        </label>
        {problem && <ProblemNote problem={problem} />}
        <div class="row">
          <button type="submit" class="button main" disabled={isBusy}>
            Make it, and show it
          </button>
          <button type="button" class="button bare" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint: string;
  wrong: Record<string, string>;
}

function Field({ name, label, hint, wrong }: FieldProps) {
  const id = `new-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={name in wrong}
        aria-describedby={`${id}-hint`}
      />
      <span id={`${id}-hint`} class="hint">
        {wrong[name] ?? hint}
      </span>
    </div>
  );
}
