/** The one-shot outcomes that no call has met yet. */

import type { OneShot } from "../../api/schemas";
import { Chip } from "../../parts/chip";
import type { Tone } from "../../shell/telling";

interface Props {
  outcomes: readonly OneShot[];
  onForget: () => void;
}

const TONES: Record<string, Tone> = {
  approved: "good",
  declined: "warn",
  pending: "info",
  respond: "info",
  fault: "fault",
  delay: "fault",
};

export function Waiting({ outcomes, onForget }: Props) {
  return (
    <section class="stack" aria-label="What waits">
      <div class="row">
        <h2>What waits</h2>
        {outcomes.length > 0 && (
          <button type="button" class="button push" onClick={onForget}>
            Forget all
          </button>
        )}
      </div>
      {outcomes.length === 0 ? (
        <p class="quiet">
          Nothing: every call meets the scenario. What you decide stands here until a call has met
          it, and is tried before the scenario's rules.
        </p>
      ) : (
        <ol class="card next-waiting">
          {outcomes.map((each) => (
            <li key={each.id}>
              <code class="quiet">{each.rule}</code>
              <span>{conditions(each)}</span>
              <span class="row">
                {Object.entries(each.then).map(([word, value]) => (
                  <Chip key={word} tone={TONES[word] ?? "plain"}>
                    {value === true ? word : `${word}: ${plain(value)}`}
                  </Chip>
                ))}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function conditions({ when }: OneShot): string {
  const { operation, ...others } = when as Record<string, unknown>;
  const further = Object.entries(others).map(([name, value]) => `${name} ${plain(value)}`);
  const calls = operation ? `next call of ${plain(operation)}` : "next call of any operation";
  return [calls, ...further].join(", ");
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(plain).join(" or ");
  return Object.entries(value)
    .map(([key, each]) => {
      if (each === true) return key;
      return key === "ms" ? `${plain(each)} ms` : `${key} ${plain(each)}`;
    })
    .join(", ");
}
