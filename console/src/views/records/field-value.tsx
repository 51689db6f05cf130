/** The value of a field, as it is read best: amounts in the currency, moments, lists as JSON. */

import { plainAmount } from "../../parts/amount";
import { Moment } from "../../parts/moment";
import { hrefOf } from "../../shell/route";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Numbers of our own kinds and of Stripe's that are amounts; others count something. */
const AMOUNT =
  /^(captured|refunded|refunds_pending|disputed|returned|returning|fees?|gross|net|(unit_)?amount(_[a-z]+)*)$/;

/** An id of one of Stripe's objects, which is a record as well. */
const OF_STRIPE = /^(ch|cs_test|cus|dp|pi|pm|price|prod|re|seti)_[0-9a-z]{24}$/;

interface Props {
  name: string;
  value: unknown;
  currency: string | null;
}

export function FieldValue({ name, value, currency }: Props) {
  if (value === null || value === undefined || value === "") return <span class="quiet">–</span>;
  if (typeof value === "string" && MOMENT.test(value)) return <Moment at={value} />;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "number" && currency && AMOUNT.test(name)) {
    return <>{plainAmount(value, currency)}</>;
  }
  if (typeof value === "object") return <span class="mono">{JSON.stringify(value)}</span>;
  if (typeof value === "string" && OF_STRIPE.test(value)) {
    return (
      <a class="mono" href={hrefOf("records", [], { find: value })}>
        {value}
      </a>
    );
  }
  return <>{String(value)}</>;
}
