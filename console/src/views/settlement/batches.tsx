/** The closed batches, newest first. */

import { amountOf } from "../../parts/amount";
import { Sideways } from "../../parts/sideways";
import { go, hrefOf } from "../../shell/route";
import type { Batch } from "./calls";

export function Batches({
  batches,
  open,
  isBusyOnly,
}: {
  batches: readonly Batch[];
  open: string | undefined;
  /** Whether those in which nothing happened are left out. */
  isBusyOnly: boolean;
}) {
  if (batches.length === 0) {
    return (
      <p class="card padded quiet">
        No batch is closed yet. Pay something in, then close the open batches, or move the clock
        over the cut-off: each currency gets a batch with its file.
      </p>
    );
  }
  const busy = batches.filter((each) => each.line_count > 0 || each.batch_id === open);
  const empty = batches.filter((each) => each.line_count === 0).length;
  const query: Record<string, string> = isBusyOnly ? { busy: "1" } : {};
  const shown = isBusyOnly ? busy : batches;
  const choose = (wanted: boolean) =>
    go(hrefOf("settlement", open ? [open] : [], wanted ? { busy: "1" } : {}), { replace: true });
  return (
    <>
      {empty > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={isBusyOnly}
            onChange={(event) => choose(event.currentTarget.checked)}
          />
          Hide empty batches ({empty} of {batches.length})
        </label>
      )}
      <Sideways label="Batches">
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
            {shown.map((each) => (
              <tr key={each.batch_id} aria-current={each.batch_id === open ? "true" : undefined}>
                <th scope="row" class="mono">
                  <a href={hrefOf("settlement", [each.batch_id], query)}>{each.batch_id}</a>
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
      </Sideways>
    </>
  );
}
