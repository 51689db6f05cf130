/** The dialog that sends an operation of any contract to one of its resources. */

import { useState } from "preact/hooks";
import { Dialog } from "../../parts/dialog";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { pathOf } from "./operations";
import type { Operation, Stored } from "./schemas";

interface Props {
  operation: Operation;
  record: Stored;
  onClose: () => void;
  send: (body: string | undefined) => Promise<unknown>;
}

/** A replacement begins with what there is; a change with nothing. */
function draftOf({ resource }: Operation, record: Stored): string {
  return resource?.role === "replace" ? JSON.stringify(record.fields, null, 2) : "";
}

export function ResourceForm({ operation, record, onClose, send }: Props) {
  const [text, setText] = useState(draftOf(operation, record));
  const { problem, isBusy, act } = useAct();
  const hasBody = operation.method !== "DELETE";
  return (
    <Dialog title={operation.operation_id} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void act(() => send(hasBody && text.trim() ? text : undefined));
        }}
      >
        <p class="mono">
          <strong>{operation.method}</strong> {pathOf(operation, record.id)}
        </p>
        {hasBody && (
          <div class="field">
            <label for="resource-body">Body, JSON</label>
            <textarea
              id="resource-body"
              class="mono"
              rows={8}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
              spellcheck={false}
              aria-describedby="resource-hint"
            />
            <span id="resource-hint" class="hint">
              Left empty, none is sent. What the contract refuses is told here.
            </span>
          </div>
        )}
        {problem && <ProblemNote problem={problem} />}
        <div class="row">
          <button type="submit" class={`button ${hasBody ? "main" : "danger"}`} disabled={isBusy}>
            Send
          </button>
          <button type="button" class="button bare" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
