/** What can be made of a request: a command, a verification, a rule, a test; the same again. */

import { useState } from "preact/hooks";
import { baseOf } from "../../../api/place";
import type { Exchange, Line } from "../../../api/schemas";
import { CopyButton } from "../../../parts/copy-button";
import { go, hrefOf } from "../../../shell/route";
import { ruleToAdd } from "../../handover";
import { VIEWS } from "../../registry";
import { curlOf } from "../copies/curl";
import { testOf } from "../copies/pytest";
import { ruleOf, ruleText } from "../copies/rule";
import { verifyOf } from "../copies/verify";
import { Compare } from "./compare";
import { Replay } from "./replay";

interface Props {
  line: Line;
  exchange: Exchange;
  /** The request that was put aside to be compared. */
  aside: Line | null;
  putAside: (line: Line | null) => void;
  openById: (requestId: string) => void;
}

const hasEditor = () => VIEWS.some((view) => view.path === "scenario");

export function Actions({ line, exchange, aside, putAside, openById }: Props) {
  const [dialog, show] = useState<"replay" | "compare" | null>(null);
  const base = baseOf(line.sandbox);
  const rule = () => ruleText(ruleOf(exchange));
  function editRule(): void {
    ruleToAdd.value = rule();
    go(hrefOf("scenario"));
  }
  return (
    <div class="open-actions">
      <fieldset class="row">
        <legend class="unseen">Copy as</legend>
        <span class="quiet small" aria-hidden="true">
          Copy as
        </span>
        <CopyButton label="curl" text={() => curlOf(exchange, base, line.sandbox)} />
        <CopyButton label="verify" text={() => verifyOf(exchange, base)} />
        {line.operation_id && <CopyButton label="rule" text={rule} />}
        <CopyButton label="test" text={() => testOf(exchange)} />
      </fieldset>
      <div class="row">
        <button type="button" class="button" onClick={() => show("replay")}>
          Send again…
        </button>
        {line.operation_id && hasEditor() && (
          <button type="button" class="button" onClick={editRule}>
            Make it a rule
          </button>
        )}
        {aside && aside !== line ? (
          <button type="button" class="button" onClick={() => show("compare")}>
            Compare with the other
          </button>
        ) : (
          <button
            type="button"
            class="button"
            aria-pressed={aside === line}
            onClick={() => putAside(aside === line ? null : line)}
          >
            {aside === line ? "Open another to compare" : "Compare…"}
          </button>
        )}
      </div>
      {dialog === "replay" && (
        <Replay
          exchange={exchange}
          sandbox={line.sandbox}
          onClose={() => show(null)}
          onSent={openById}
        />
      )}
      {dialog === "compare" && aside && (
        <Compare
          first={aside}
          second={line}
          onClose={() => {
            show(null);
            putAside(null);
          }}
        />
      )}
    </div>
  );
}
