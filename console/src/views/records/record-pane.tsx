/** One record: where it stands, what can be done to it, how it came there, and all its fields. */

import { amountOf } from "../../parts/amount";
import { Code } from "../../parts/code";
import { CopyButton } from "../../parts/copy-button";
import { ProblemNote } from "../../parts/problem-note";
import { RecordStatus } from "../../parts/record-status";
import { Close } from "../../shell/icons";
import { hrefOf } from "../../shell/route";
import { Actions } from "./actions";
import { titleOf } from "./columns";
import { FieldValue } from "./field-value";
import { History } from "./history";
import type { Kind, Stored } from "./schemas";
import { useRecord, type Whole } from "./use-record";

interface Props {
  kind: string;
  id: string;
  kinds: readonly Kind[];
  close: () => void;
}

export function RecordPane({ kind, id, kinds, close }: Props) {
  const { data, problem, again } = useRecord(kind, id);
  const title = titleOf(kinds.find((each) => each.kind === kind)?.title ?? kind);
  return (
    <section class="records-pane" aria-label={`${title}: ${id}`}>
      <header>
        <div class="records-title">
          <span class="quiet small">{title}</span>
          <h2 class="mono">{id}</h2>
        </div>
        <CopyButton text={id} label="Copy id" />
        <button
          type="button"
          class="button bare icon"
          onClick={close}
          aria-label="Close the record"
          title="Close (Esc)"
        >
          <Close />
        </button>
      </header>
      <div class="records-body">
        {problem && <ProblemNote problem={problem} again={again} />}
        {data?.record && <Shown of={data} record={data.record} again={again} />}
        {data && !data.record && (
          <p class="quiet">
            There is no such record: it was made in another sandbox, or a reset or a restored
            snapshot has undone it.
          </p>
        )}
      </div>
    </section>
  );
}

/** A payment intent is paid by its last charge; every other record stands for itself. */
function paymentOf({ related }: Whole, { kind, id }: Stored): string {
  const charges = related.filter((each) => each.kind === "stripe.charge");
  return (kind === "stripe.payment_intent" && charges.at(-1)?.id) || id;
}

function Shown({ of, record, again }: { of: Whole; record: Stored; again: () => void }) {
  const { status, amount, currency, about, fields } = record;
  const entries = Object.entries(fields);
  const filled = entries.filter(([, value]) => value !== null && value !== "");
  return (
    <>
      <p class="row">
        <RecordStatus of={status} />
        {amount !== null && <strong>{amountOf(amount, currency ?? "")}</strong>}
        {about && (
          <span>
            of <a href={hrefOf("records", [about.kind, about.id])}>{about.kind}</a>
          </span>
        )}
        {typeof fields.message === "string" && <span class="quiet">{fields.message}</span>}
      </p>
      <Actions record={record} payment={paymentOf(of, record)} again={again} />
      <History of={of} id={record.id} />
      <section class="stack" aria-label="Fields">
        <h3>Fields</h3>
        <dl class="facts">
          {filled.map(([name, value]) => (
            <>
              <dt key={name}>{titleOf(name)}</dt>
              <dd>
                <FieldValue name={name} value={value} currency={currency} />
              </dd>
            </>
          ))}
        </dl>
        {filled.length < entries.length && (
          <p class="quiet small">
            Empty:{" "}
            {entries
              .filter((each) => !filled.includes(each))
              .map(([name]) => titleOf(name).toLowerCase())
              .join(", ")}
            .
          </p>
        )}
      </section>
      <details>
        <summary>As JSON</summary>
        <Code text={JSON.stringify(record, null, 2)} language="json" label="The record as JSON" />
      </details>
    </>
  );
}
