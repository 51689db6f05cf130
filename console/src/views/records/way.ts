/** A way to act on a record: its title, what it calls, and the fields that it asks for. */

import { plainAmount } from "../../parts/amount";
import type { Stored } from "./schemas";

export interface Field {
  readonly name: string;
  readonly label: string;
  /** An amount is sent digit for digit as it was typed, a `minor` one in minor units. */
  readonly type: "amount" | "minor" | "choice" | "text";
  readonly value?: string;
  readonly options?: readonly string[];
  readonly hint?: string;
  /** Of an amount; how many digits it may have follows from it. */
  readonly currency?: string;
}

export interface Way {
  readonly title: string;
  /** An operation of a contract, or a path of the control API. */
  readonly call: { readonly operation: string } | { readonly control: string };
  readonly isDangerous?: boolean;
  readonly fields?: readonly Field[];
  /** What is sent beside the fields. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Whether it is sent as a form, as Stripe's API takes it, and not as JSON. */
  readonly isForm?: boolean;
}

export type Make = (record: Stored) => Way;

export interface Entry {
  readonly statuses: readonly string[];
  readonly way: Make;
}

export function numberOf(record: Stored, name: string): number {
  const value = record.fields[name];
  return typeof value === "number" ? value : 0;
}

/** An amount's field, which offers what is `left`. */
export function amount(record: Stored, left: number, hint: string, name = "amount"): Field {
  const currency = record.currency ?? "";
  const value = left > 0 ? plainAmount(left, currency) : "";
  return { name, label: `Amount, ${currency}`, type: "amount", value, hint, currency };
}

export function without(record: Stored, whole: number, gone: readonly string[]): number {
  return gone.reduce((rest, each) => rest - numberOf(record, each), whole);
}

export const heldOf = (record: Stored) => without(record, record.amount ?? 0, ["captured"]);
/** What was captured and has not gone back, as `refundable_minor` of the payment. */
export const refundableOf = (record: Stored) =>
  without(record, numberOf(record, "captured"), ["refunded", "refunds_pending", "disputed"]);

export const APPROVAL = "The scenario decides whether it is approved.";
export const HELD = ["authorized", "partially_captured"];
export const PAID = ["captured", "partially_refunded"];
