/** The buttons of a record: what its status lets be done to it, at the service or at the bank. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { base } from "../../api/place";
import { callContract } from "../../parts/contract-call";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { useCall } from "../../parts/use-call";
import { confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";
import { isResource, operationsFor, pathOf, send } from "./operations";
import { ResourceForm } from "./resource-form";
import type { Operation, Stored } from "./schemas";
import type { Way } from "./way";
import { bodyFor, WayForm } from "./way-form";
import { waysOf } from "./ways";

interface Props {
  record: Stored;
  /** The id of the payment that a challenge of the record is about. */
  payment: string;
  again: () => void;
}

export function Actions({ record, payment, again }: Props) {
  const { data, problem } = useCall(() => operationsFor(record), [record.kind, record.about?.kind]);
  const [way, setWay] = useState<Way | null>(null);
  const [operation, setOperation] = useState<Operation | null>(null);
  const { act, problem: refused, isBusy, forget } = useAct();
  const operations = data ?? [];
  const ways = waysOf(record).filter(
    ({ call }) =>
      "control" in call || operations.some((each) => each.operation_id === call.operation),
  );

  function done(title: string): void {
    setWay(null);
    setOperation(null);
    toast(`${title}: done`);
    again();
  }

  async function press(chosen: Way): Promise<void> {
    forget();
    if (chosen.fields?.length) return setWay(chosen);
    const isMeant = await confirmed({
      title: `${chosen.title}?`,
      hint: `This cannot be taken back, but by a snapshot: ${record.id}.`,
      action: chosen.title,
      isDangerous: true,
    });
    const call = () => send(chosen, operations, record, bodyFor(chosen));
    if (isMeant && (await act(call))) done(chosen.title);
  }

  return (
    <div class="records-actions">
      <div class="row">
        {ways.map((each) => (
          <button
            key={each.title}
            type="button"
            class={`button ${each.isDangerous ? "danger" : ""}`}
            onClick={() => press(each)}
            disabled={isBusy}
          >
            {each.title}…
          </button>
        ))}
        {isResource(record.kind) &&
          operations.map((each) => (
            <button
              key={each.operation_id}
              type="button"
              class={`button ${each.method === "DELETE" ? "danger" : ""}`}
              onClick={() => setOperation(each)}
              title={`${each.method} ${each.path}`}
            >
              {each.operation_id.replace(/^.*\./, "")}…
            </button>
          ))}
        {record.kind === "pix.charge" && (
          <a
            class="button"
            href={new URL(`payments/pix/${record.id}/bank`, base.value).href}
            target="_blank"
            rel="noopener"
          >
            The bank’s page ↗
          </a>
        )}
      </div>
      {record.status === "requires_action" && <Challenge payment={payment} again={again} />}
      {problem && <ProblemNote problem={problem} />}
      {refused && <ProblemNote problem={refused} />}
      {way && (
        <WayForm
          way={way}
          onClose={() => setWay(null)}
          send={async (body) => {
            await send(way, operations, record, body);
            done(way.title);
          }}
        />
      )}
      {operation && (
        <ResourceForm
          operation={operation}
          record={record}
          onClose={() => setOperation(null)}
          send={async (body) => {
            await callContract(operation.method, pathOf(operation, record.id), body);
            done(operation.operation_id);
          }}
        />
      )}
    </div>
  );
}

const RESULTS = [
  ["authenticated", "Authenticate"],
  ["failed", "Fail"],
  ["abandoned", "Abandon"],
] as const;

/** The open challenge of a payment, which can be ended as the cardholder would. */
function Challenge({ payment, again }: Omit<Props, "record">) {
  const query = { payment };
  const { data, problem } = useCall(
    () => bodyOf(api().GET("/challenges", { params: { query } })),
    [payment],
  );
  const { act, problem: refused, isBusy } = useAct();
  const challenge = data?.challenges[0];
  if (!challenge) return problem && <ProblemNote problem={problem} />;
  async function end(result: (typeof RESULTS)[number][0], title: string): Promise<void> {
    const path = { challenge_id: challenge?.challenge_id ?? "" };
    const call = () =>
      bodyOf(api().POST("/challenges/{challenge_id}", { params: { path }, body: { result } }));
    if (await act(call)) toast(`${title}: done`, "The payment has gone on.");
    again();
  }
  return (
    <div class="stack">
      <div class="row" role="group" aria-label="As the cardholder">
        <span class="quiet">As the cardholder:</span>
        {RESULTS.map(([result, title]) => (
          <button
            key={result}
            type="button"
            class="button"
            onClick={() => end(result, title)}
            disabled={isBusy}
          >
            {title}
          </button>
        ))}
        <a href={challenge.url} target="_blank" rel="noopener">
          The issuer’s page ↗
        </a>
      </div>
      {refused && <ProblemNote problem={refused} />}
    </div>
  );
}
