/** The closed batches, newest first. */

import { amountOf } from "../../parts/amount";
import { hrefOf } from "../../shell/route";
import type { Batch } from "./calls";

export function Batches({
  batches,
  open,
}: {
  batches: readonly Batch[];
  open: string | undefined;
}) {
  if (batches.length === 0) {
    return (
      <p class="card padded quiet">
        No batch is closed yet. Pay something in, then close the open batches, or move the clock
        over the cut-off: each currency gets a batch with its file.
      </p>
    );
  }
  return (
    <div class="card sideways">
      <table class="table settlement-table">
        <thead>
          <tr>
            <th scope="col">Batch</th>
            <th scope="col">Business date</th>
            <th scope="col">Value date</th>
            <th scope="col" class="number">
              Lines
            </th>
            <th scope="col" class="number">
              Gross
            </th>
            <th scope="col" class="number">
              Fees
            </th>
            <th scope="col" class="number">
              Net
            </th>
            <th scope="col" class="number">
              Payout
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map((each) => (
            <tr key={each.batch_id} aria-current={each.batch_id === open ? "true" : undefined}>
              <th scope="row" class="mono">
                <a href={hrefOf("settlement", [each.batch_id])}>{each.batch_id}</a>
              </th>
              <td class="settlement-moment">{each.business_date}</td>
              <td class="settlement-moment">{each.value_date}</td>
              <td class="number">{each.line_count}</td>
              <td class="number">{amountOf(each.gross, each.currency)}</td>
              <td class="number">{amountOf(each.fees.total, each.currency)}</td>
              <td class="number">{amountOf(each.net, each.currency)}</td>
              <td class="number">{amountOf(each.payout, each.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
