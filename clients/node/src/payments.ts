import type { Control, Json, JsonObject } from "./control.js";
import { PaydrillError } from "./errors.js";

const OWN = ["control", "service"];
const OF_PAYMENTS = ["acquirer", "cards", "pix"];
export const TOTALS = [
  "authorized",
  "captured",
  "refunded",
  "refunds_pending",
  "pix_paid",
  "pix_returned",
  "debits",
  "credits",
  "settled",
  "unsettled",
  "fees",
  "paid_out",
  "disputes_withdrawn",
  "disputes_won_back",
  "disputes_lost",
  "disputes_open",
] as const;

/** A figure that the control API has of each currency. */
export type Total = (typeof TOTALS)[number];

/** A PIX charge: its id, or what it was answered with. */
export type Charge = string | number | object;

/** Fail where the server serves none of these contracts. */
export async function required(
  control: Control,
  wanted: string,
  contracts: readonly string[] = OF_PAYMENTS,
): Promise<void> {
  const answer = await control.get<{ contracts: { name: string }[] }>("/contracts");
  const served = answer.contracts.map((each) => each.name);
  if (!served.some((each) => contracts.includes(each))) {
    const others = served.filter((each) => !OWN.includes(each)).join(", ") || "no other contract";
    throw new PaydrillError(
      `${wanted} is for Paydrill's own ${contracts.join(" and ")}, and ${control.server}` +
        ` serves ${others}`,
    );
  }
}

/** Return what the records of a currency add up to in a state, without zeros at the end. */
export async function total(control: Control, state: Total, currency: string): Promise<string> {
  await required(control, "total");
  if (!TOTALS.includes(state)) {
    throw new PaydrillError(`${state} is no total; there are ${TOTALS.join(", ")}`);
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new PaydrillError(`${currency} is no currency: write its code, such as USD`);
  }
  type Figures = { readonly currency: string } & Readonly<Record<Total, number>>;
  const { figures } = await control.get<{ figures: Figures[] }>("/invariants");
  // A number is written with the digits that the server gave it. Each currency has one entry.
  return String(figures.find((each) => each.currency === currency)?.[state] ?? 0);
}

/** Confirm a charge with its own value. */
export async function payPix(control: Control, charge: Charge): Promise<void> {
  await required(control, "payPix", ["pix"]);
  const answer =
    typeof charge === "object"
      ? (charge as JsonObject)
      : await control.call<JsonObject>("GET", `/payments/pix/${charge}`);
  const { bank_payment_id, value } = (answer.payment ?? answer) as Record<string, Json | undefined>;
  if (bank_payment_id === undefined || value === undefined) {
    const given = JSON.stringify(charge);
    throw new PaydrillError(`payPix takes the id or the answer of a charge, not ${given}`);
  }
  await control.call("POST", "/payments/pix/confirmation", { bank_payment_id, value });
}
