/** The lines of a settlement file as a table. */

import { ShortId } from "../../parts/short-id";
import { Sideways } from "../../parts/sideways";
import type { FileLine, SettlementFile } from "./calls";

export function Lines({ file }: { file: SettlementFile }) {
  const { decimals, currency } = file.manifest;
  if (file.lines.length === 0) return <p class="quiet">Nothing happened in this batch.</p>;
  const fees = (each: FileLine) =>
    each.interchange_fee_minor + each.scheme_fee_minor + each.markup_fee_minor;
  return (
    <Sideways label="Lines of the file">
      <table class="table settlement-table">
        <thead>
          <tr>
            <th scope="col" class="number">
              Line
            </th>
            <th scope="col">Type</th>
            <th scope="col">Booked</th>
            <th scope="col">Transaction</th>
            <th scope="col">Reference</th>
            <th scope="col">Paid by</th>
            <th scope="col" class="number">
              Gross, {currency}
            </th>
            <th scope="col" class="number">
              Fees
            </th>
            <th scope="col" class="number">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {file.lines.map((each, at) => (
            <tr key={at}>
              <td class="number">{each.line}</td>
              <td>{each.type}</td>
              <td class="settlement-moment">{each.booked_at.slice(0, 19).replace("T", " ")}</td>
              <td class="mono small">
                <ShortId id={each.transaction_id ?? ""} />
              </td>
              <td>
                <ShortId id={each.merchant_reference ?? ""} />
              </td>
              <td>{[each.brand ?? each.method, each.last4].filter(Boolean).join(" ••••")}</td>
              <td class="number">{major(each.gross_minor, decimals)}</td>
              <td class="number">{major(fees(each), decimals)}</td>
              <td class="number">{major(each.net_minor, decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

/** An amount in minor units with a number of decimals: `97.00`. */
function major(minor: number, decimals: number): string {
  return (minor / 10 ** decimals).toFixed(decimals);
}
