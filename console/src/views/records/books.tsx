/** The books: the invariants as lights, the balances of the ledger, and its movements. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { amountOf, plainAmount } from "../../parts/amount";
import { Moment } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { ShortId } from "../../parts/short-id";
import { Sideways } from "../../parts/sideways";
import { useFresh } from "../../parts/use-fresh";
import { hrefOf } from "../../shell/route";
import { titleOf } from "./columns";
import { Invariants } from "./invariants";

type LedgerPage = components["schemas"]["ControlLedgerPage"];

const PAGE = 100;

async function read(pages: number): Promise<LedgerPage> {
  const call = (cursor: string | null) => {
    const query = { limit: PAGE, ...(cursor && { cursor }) };
    return bodyOf(api().GET("/ledger", { params: { query } }));
  };
  let last = await call(null);
  const entries = [...last.entries];
  for (let page = 1; page < pages && last.next_cursor; page += 1) {
    last = await call(last.next_cursor);
    entries.push(...last.entries);
  }
  return { ...last, entries };
}

export function Books() {
  const [pages, setPages] = useState(1);
  const { data, problem, again } = useFresh(() => read(pages), [pages]);
  return (
    <div class="records-bookkeeping">
      <Invariants />
      <section class="stack" aria-labelledby="records-balances">
        <h2 id="records-balances">Balances</h2>
        {problem && <ProblemNote problem={problem} again={again} />}
        {data && data.balances.length === 0 && (
          <p class="quiet">
            No money has moved. A captured payment, a confirmed PIX charge or a refund is booked
            here: one account is debited, another credited, and the sum stays zero.
          </p>
        )}
        {data && data.balances.length > 0 && <Balances of={data} />}
      </section>
      {data && data.entries.length > 0 && (
        <section class="stack" aria-labelledby="records-movements">
          <h2 id="records-movements">Movements, newest first</h2>
          <Movements of={data} />
          {data.next_cursor && (
            <div class="row">
              <button type="button" class="button" onClick={() => setPages(pages + 1)}>
                Show more
              </button>
            </div>
          )}
        </section>
      )}
    </div>
  );
}

function Balances({ of }: { of: LedgerPage }) {
  return (
    <Sideways label="Balances">
      <table class="table" aria-labelledby="records-balances">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Currency</th>
            <th scope="col" class="number">
              Debits
            </th>
            <th scope="col" class="number">
              Credits
            </th>
            <th scope="col" class="number">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {of.balances.map(({ account, currency, debits, credits, balance }) => (
            <tr key={`${account} ${currency}`}>
              <td>{titleOf(account)}</td>
              <td>{currency}</td>
              <td class="number">{plainAmount(debits, currency)}</td>
              <td class="number">{plainAmount(credits, currency)}</td>
              <td class="number">
                <strong>
                  {plainAmount(Math.abs(balance), currency)}{" "}
                  {balance > 0 ? "debit" : balance < 0 ? "credit" : ""}
                </strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function Movements({ of }: { of: LedgerPage }) {
  return (
    <Sideways label="Movements">
      <table class="table records-movements" aria-labelledby="records-movements">
        <thead>
          <tr>
            <th scope="col" class="number">
              Event
            </th>
            <th scope="col">At, UTC</th>
            <th scope="col">What</th>
            <th scope="col">Debit</th>
            <th scope="col">Credit</th>
            <th scope="col" class="number">
              Amount
            </th>
            <th scope="col">Of</th>
          </tr>
        </thead>
        <tbody>
          {of.entries.map((each) => (
            <tr key={each.event}>
              <td class="number">{each.event}</td>
              <td>
                <Moment at={each.at} />
              </td>
              <td>{each.type}</td>
              <td class="records-account">{titleOf(each.debit)}</td>
              <td class="records-account">{titleOf(each.credit)}</td>
              <td class="number">{amountOf(each.amount, each.currency)}</td>
              <td>
                <a class="mono" href={hrefOf("records", [], { find: each.subject })}>
                  <ShortId id={each.subject} />
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
