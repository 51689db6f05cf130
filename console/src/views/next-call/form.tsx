/** The form: which call, what it meets, and how often. */

import { useState } from "preact/hooks";
import { Code } from "../../parts/code";
import { CopyButton } from "../../parts/copy-button";
import { laidOut } from "../../parts/json-layout";
import { Amount, Delay, Times } from "./conditions";
import type { Contract } from "./operations";
import { OutcomeFields } from "./outcome-fields";
import { type Choice, KINDS, type Kind, missing, type OneShotRule, ruleOf } from "./rule";

interface Props {
  contracts: readonly Contract[];
  choice: Choice;
  onChange: (choice: Choice) => void;
  onDecide: (rule: OneShotRule, times: number) => Promise<void>;
}

export function Form({ contracts, choice, onChange, onDecide }: Props) {
  const [isSending, setSending] = useState(false);
  const set = (change: Partial<Choice>) => onChange({ ...choice, ...change });
  const rule = ruleOf(choice);
  const lacks = missing(choice);
  const operation = contracts
    .flatMap((each) => each.operations)
    .find((each) => each.id === choice.operation);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setSending(true);
    await onDecide(rule, Number(choice.times));
    setSending(false);
  }

  return (
    <form class="card padded stack next-form" onSubmit={submit}>
      <OperationField contracts={contracts} choice={choice} set={set} />
      <KindField kind={choice.kind} set={set} />
      <OutcomeFields choice={choice} set={set} statuses={operation?.statuses ?? []} />
      <div class="next-columns">
        <Amount choice={choice} set={set} />
        <Delay choice={choice} set={set} />
        <Times choice={choice} set={set} />
      </div>
      <Code
        text={laidOut(JSON.stringify(rule))}
        language="json"
        label="The rule"
        tools={<CopyButton text={JSON.stringify(rule)} />}
      />
      <div class="row">
        <button type="submit" class="button main" disabled={isSending || lacks !== ""}>
          Decide the next {Number(choice.times) > 1 ? `${choice.times} calls` : "call"}
        </button>
        {lacks && <span class="quiet">{lacks}</span>}
      </div>
    </form>
  );
}

interface FieldProps {
  choice: Choice;
  set: (change: Partial<Choice>) => void;
}

function OperationField({
  contracts,
  choice,
  set,
}: FieldProps & { contracts: readonly Contract[] }) {
  return (
    <div class="field">
      <label for="next-operation">The next call of</label>
      <select
        id="next-operation"
        value={choice.operation}
        onChange={(event) => set({ operation: event.currentTarget.value, status: "" })}
      >
        <option value="">any operation</option>
        {contracts.map((contract) => (
          <optgroup key={contract.name} label={contract.name}>
            {contract.operations.map((each) => (
              <option key={each.id} value={each.id}>
                {each.id} · {each.method} {each.path}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function KindField({ kind, set }: { kind: Kind; set: FieldProps["set"] }) {
  return (
    <fieldset class="next-kinds">
      <legend class="label">meets</legend>
      {Object.entries(KINDS).map(([value, { title, hint }]) => (
        <label key={value} class="next-kind">
          <input
            type="radio"
            name="kind"
            value={value}
            checked={value === kind}
            onChange={() => set({ kind: value as Kind })}
          />
          <b>{title}</b>
          <span class="quiet small">{hint}</span>
        </label>
      ))}
    </fieldset>
  );
}
