/** Send a logged request again, as it is or changed. */

import { useState } from "preact/hooks";
import { baseOf } from "../../../api/place";
import type { Exchange } from "../../../api/schemas";
import { Dialog } from "../../../parts/dialog";
import { laidOut } from "../../../parts/json-layout";
import { send } from "../../../parts/send";
import { toast } from "../../../shell/telling";
import { restored, restoredHeaders } from "../copies/masked";
import { addressOf } from "../words";

interface Props {
  exchange: Exchange;
  sandbox: string;
  onClose: () => void;
  /** The id of the answer, by which the new request is found. */
  onSent: (requestId: string) => void;
}

const KEY = "idempotency-key";

export function Replay({ exchange, sandbox, onClose, onSent }: Props) {
  const { summary, request } = exchange;
  const { text, notes } = restored(exchange);
  const [address, setAddress] = useState(addressOf(summary));
  const [body, setBody] = useState(laidOut(text));
  const [keepsKey, setKeepsKey] = useState(false);
  const [isSending, setSending] = useState(false);
  const hasKey = KEY in request.headers;

  async function run(event: Event): Promise<void> {
    event.preventDefault();
    setSending(true);
    const kept = restoredHeaders(request.headers, sandbox);
    const headers = keepsKey ? kept : kept.filter(([name]) => name !== KEY);
    if (hasKey && !keepsKey) headers.push([KEY, `again-${Date.now()}`]);
    const url = baseOf(sandbox) + address.replace(/^\//, "");
    const sent = await send({ method: summary.method, url, headers, body });
    toast(sent.title, sent.detail, sent.tone);
    onClose();
    if (sent.requestId) onSent(sent.requestId);
  }

  return (
    <Dialog title={`Send ${summary.method} ${summary.path} again`} onClose={onClose}>
      <form class="stack" onSubmit={run}>
        <div class="field">
          <label for="replay-address">Path</label>
          <input
            id="replay-address"
            class="mono"
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </div>
        {(text || summary.method !== "GET") && (
          <div class="field">
            <label for="replay-body">Body</label>
            <textarea
              id="replay-body"
              class="mono"
              rows={8}
              value={body}
              spellcheck={false}
              onInput={(event) => setBody(event.currentTarget.value)}
            />
            {notes.map((each) => (
              <span key={each} class="hint">
                {each}
              </span>
            ))}
          </div>
        )}
        {hasKey && (
          <label class="check">
            <input
              type="checkbox"
              checked={keepsKey}
              onChange={(event) => setKeepsKey(event.currentTarget.checked)}
            />
            Under the same Idempotency-Key, so that it is answered as before
          </label>
        )}
        <div class="row">
          <button type="submit" class="button main" disabled={isSending}>
            Send
          </button>
        </div>
      </form>
    </Dialog>
  );
}
