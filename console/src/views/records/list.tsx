/** The records of a kind as a table, newest first, with the columns that its records have. */

import { amountOf } from "../../parts/amount";
import { Moment } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { RecordStatus } from "../../parts/record-status";
import { ShortId } from "../../parts/short-id";
import { go, hrefOf, route } from "../../shell/route";
import { columnsOf, titleOf } from "./columns";
import { FieldValue } from "./field-value";
import type { Kind, Stored } from "./schemas";
import { MOST_FILTERED, useRecords } from "./use-records";

interface Props {
  kind: string;
  open: string;
  kinds: readonly Kind[];
}

/** More lines than this are not put into the page: a filter finds what is below. */
const MOST_SHOWN = 1000;

function fits(record: Stored, terms: readonly string[]): boolean {
  const { id, status, amount, currency, fields } = record;
  const text = JSON.stringify([id, status, amount, currency, fields]).toLowerCase();
  return terms.every((term) => text.includes(term));
}

export function List({ kind, open, kinds }: Props) {
  const filter = route.value.query.get("filter") ?? "";
  const terms = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const { data, problem, again, more } = useRecords(kind, terms.length > 0);
  const title = titleOf(kinds.find((each) => each.kind === kind)?.title ?? kind);
  if (!data) return problem && <ProblemNote problem={problem} again={again} />;
  const { records, hasMore } = data;
  const matching = terms.length ? records.filter((each) => fits(each, terms)) : records;
  const shown = matching.slice(0, MOST_SHOWN);
  return (
    <>
      {problem && <ProblemNote problem={problem} again={again} />}
      {shown.length > 0 ? (
        <Table title={title} kind={kind} records={shown} open={open} filter={filter} />
      ) : (
        <div class="empty">
          {terms.length > 0 ? (
            <p>None of the newest {records.length.toLocaleString("en")} has all of that in it.</p>
          ) : (
            <p>
              No records of this kind yet. They show up here as soon as a client makes one; from
              then on the clock, faults and webhooks act on them by themselves.
            </p>
          )}
        </div>
      )}
      <div class="row records-foot">
        <span class="quiet small" role="status">
          {shown.length.toLocaleString("en")}
          {terms.length > 0 && ` of the newest ${Math.min(records.length, MOST_FILTERED)}`}
          {hasMore && terms.length === 0 && ", more follow"}
        </span>
        {hasMore && terms.length === 0 && shown.length < MOST_SHOWN && (
          <button type="button" class="button" onClick={more}>
            Show more
          </button>
        )}
      </div>
    </>
  );
}

interface TableProps {
  title: string;
  kind: string;
  records: readonly Stored[];
  open: string;
  filter: string;
}

function Table({ title, kind, records, open, filter }: TableProps) {
  const columns = columnsOf(records);
  const hasAmount = records.some((each) => each.amount !== null);
  const hasStatus = records.some((each) => each.status !== null);
  const hasMoment = records.some((each) => each.created_at !== null);
  return (
    <table class="table records-table" aria-label={title} onKeyDown={step}>
      <thead>
        <tr>
          <th scope="col">Id</th>
          {hasStatus && <th scope="col">Status</th>}
          {hasAmount && (
            <th scope="col" class="number">
              Amount
            </th>
          )}
          {hasMoment && (
            <th scope="col" class="records-made">
              Made, UTC
            </th>
          )}
          {columns.map((each) => (
            <th scope="col" key={each} class={classOf(records, each)}>
              {titleOf(each)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {records.map((each) => (
          <tr
            key={each.id}
            aria-current={each.id === open ? "true" : undefined}
            onClick={(event) => {
              if (!(event.target as Element).closest("a")) {
                go(hrefOf("records", [kind, each.id], { filter }));
              }
            }}
          >
            <td>
              <a class="mono cut" href={hrefOf("records", [kind, each.id], { filter })}>
                <ShortId id={each.id} />
              </a>
            </td>
            {hasStatus && (
              <td>
                <RecordStatus of={each.status} />
              </td>
            )}
            {hasAmount && (
              <td class="number">
                {each.amount !== null && amountOf(each.amount, each.currency ?? "")}
              </td>
            )}
            {hasMoment && (
              <td class="records-made">{each.created_at && <Moment at={each.created_at} />}</td>
            )}
            {columns.map((name) => (
              <td key={name} class={classOf(records, name)} title={textOf(each.fields[name])}>
                <FieldValue name={name} value={each.fields[name]} currency={each.currency} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf(records: readonly Stored[], name: string): string {
  const isNumber = records.some(({ fields }) => typeof fields[name] === "number");
  return `records-extra ${isNumber ? "number" : ""}`;
}

/** What is cut off is read where the pointer rests on it. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Arrows move from line to line. */
function step(event: KeyboardEvent): void {
  const by = STEPS[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
  const table = event.currentTarget as HTMLTableElement;
  const links = [...table.querySelectorAll<HTMLElement>("tbody td:first-child a")];
  const to = links[links.indexOf(document.activeElement as HTMLElement) + by];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
