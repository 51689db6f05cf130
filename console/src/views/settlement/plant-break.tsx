/** Plant a break in the next batch, for a reconciliation to find. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/problem";
import { Dialog } from "../../parts/dialog";
import { ProblemNote } from "../../parts/problem-note";
import { toast } from "../../shell/telling";

type Wish = components["schemas"]["ControlBreakRequest"];
type BreakType = Wish["type"];

const TYPES: Record<BreakType, string> = {
  missing_line: "A line is missing",
  duplicated_line: "A line is there twice",
  amount_off_by_one: "An amount is off by one",
  wrong_fee: "A fee is wrong",
  wrong_total: "A total is wrong",
  bad_checksum: "The checksum is wrong",
  truncated: "The file is cut off",
  late_file: "The file comes late",
  missing_file: "There is no file",
  duplicate_file: "The file of the day before comes again",
};
const OF_LINES = new Set<BreakType>([
  "missing_line",
  "duplicated_line",
  "amount_off_by_one",
  "wrong_fee",
]);

interface Props {
  /** Currencies that were settled before, to choose from. */
  currencies: readonly string[];
  onClose: () => void;
}

export function PlantBreak({ currencies, onClose }: Props) {
  const [type, choose] = useState<BreakType>("missing_line");
  const [line, setLine] = useState("1");
  const [after, setAfter] = useState("2h");
  const [currency, setCurrency] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const isOfLine = OF_LINES.has(type);
  const isLate = type === "late_file";

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setProblem(null);
    const of = currency.trim().toUpperCase();
    const body = {
      type,
      ...(isOfLine && { line: Number(line) }),
      ...(isLate && { after }),
      ...(of && { currency: of }),
    };
    try {
      // What is no currency, the server says.
      await bodyOf(api().POST("/settlements/breaks", { body: body as Wish }));
      toast("Planted", `The next batch ${of && `of ${of} `}that is closed has it.`);
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }

  return (
    <Dialog title="Plant a break in the next batch" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <div class="field">
          <label for="settlement-break">Break</label>
          <select
            id="settlement-break"
            value={type}
            onChange={(event) => choose(event.currentTarget.value as BreakType)}
          >
            {Object.entries(TYPES).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="settlement-currency">Currency of the batch</label>
          <input
            id="settlement-currency"
            value={currency}
            placeholder="any"
            list="settlement-currencies"
            maxLength={3}
            onInput={(event) => setCurrency(event.currentTarget.value)}
            aria-describedby="settlement-currency-hint"
            autocomplete="off"
            spellcheck={false}
          />
          <datalist id="settlement-currencies">
            {currencies.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </datalist>
          <span id="settlement-currency-hint" class="hint">
            Such as <code>USD</code>. Closing makes a batch for each currency: without one here, the
            first of them has the break.
          </span>
        </div>
        {isOfLine && (
          <div class="field">
            <label for="settlement-line">Line</label>
            <input
              id="settlement-line"
              type="number"
              min="1"
              value={line}
              onInput={(event) => setLine(event.currentTarget.value)}
            />
          </div>
        )}
        {isLate && (
          <div class="field">
            <label for="settlement-after">Late by</label>
            <input
              id="settlement-after"
              value={after}
              onInput={(event) => setAfter(event.currentTarget.value)}
              aria-describedby="settlement-after-hint"
            />
            <span id="settlement-after-hint" class="hint">
              A duration such as <code>2h</code> or <code>1d</code>
            </span>
          </div>
        )}
        <div class="row">
          <button type="submit" class="button main">
            Plant
          </button>
          <button type="button" class="button bare" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
