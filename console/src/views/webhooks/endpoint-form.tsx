/** Make an endpoint, or change one. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { asProblem, type Problem } from "../../api/problem";
import { Dialog } from "../../parts/dialog";
import { ProblemNote } from "../../parts/problem-note";
import { toast } from "../../shell/telling";
import { type Endpoint, FORMATS } from "./kinds";

interface Props {
  /** The endpoint to change; a new one is made if it is left out. */
  of?: Endpoint;
  onClose: () => void;
  onDone: () => void;
}

export function EndpointForm({ of, onClose, onDone }: Props) {
  const [url, setUrl] = useState(of?.url ?? "");
  const [types, setTypes] = useState(of?.types.join(", ") ?? "*");
  const [isOrdered, setOrdered] = useState(of?.ordering === "object");
  const [format, setFormat] = useState<Endpoint["format"]>(of?.format ?? "standard");
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setProblem(null);
    const ordering: Endpoint["ordering"] = isOrdered ? "object" : "none";
    const wanted = types.split(/[\s,]+/).filter(Boolean);
    try {
      if (of) {
        const params = { path: { endpoint_id: of.id } };
        const body = { url, types: wanted, ordering };
        await bodyOf(api().PATCH("/webhooks/endpoints/{endpoint_id}", { params, body }));
        toast("Changed", url);
      } else {
        await bodyOf(
          api().POST("/webhooks/endpoints", { body: { url, types: wanted, format, ordering } }),
        );
        toast("Made", `Events are posted to ${url} from now on.`);
      }
      onDone();
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }

  return (
    <Dialog title={of ? "Change the endpoint" : "New endpoint"} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <div class="field">
          <label for="webhooks-form-url">Address</label>
          <input
            id="webhooks-form-url"
            class="mono"
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
            placeholder="http://localhost:9000/hooks"
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <div class="field">
          <label for="webhooks-form-types">Types of events</label>
          <input
            id="webhooks-form-types"
            class="mono"
            value={types}
            onInput={(event) => setTypes(event.currentTarget.value)}
            aria-describedby="webhooks-form-hint"
            autocomplete="off"
            spellcheck={false}
          />
          <span id="webhooks-form-hint" class="hint">
            Patterns with a comma between them: <code>payment.*, refund.*</code>
          </span>
        </div>
        {!of && (
          <div class="field">
            <label for="webhooks-form-format">Signed as</label>
            <select
              id="webhooks-form-format"
              value={format}
              onChange={(event) => setFormat(event.currentTarget.value as Endpoint["format"])}
            >
              {FORMATS.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </div>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={isOrdered}
            onChange={(event) => setOrdered(event.currentTarget.checked)}
          />
          Events about one object in their order, each when the one before has arrived
        </label>
        {of && <Secrets of={of} />}
        <div class="row">
          <button type="submit" class="button main">
            {of ? "Change" : "Make"}
          </button>
          <button type="button" class="button bare" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Secrets({ of }: { of: Endpoint }) {
  if (!of.secrets.length) return null;
  return (
    <div class="field">
      <span class="label">{of.secrets.length > 1 ? "Secrets" : "Secret"}</span>
      {of.secrets.map((each) => (
        <code key={each} class="webhooks-secret">
          {each}
        </code>
      ))}
    </div>
  );
}
