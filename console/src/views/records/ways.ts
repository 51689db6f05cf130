/** What can be done to a record, by its kind and its status: a table. */

import type { components } from "../../api/contract.gen";
import { plainAmount } from "../../parts/amount";
import type { Stored } from "./schemas";

type Schemas = components["schemas"];

export interface Field {
  readonly name: string;
  readonly label: string;
  /** An amount is sent digit for digit as it was typed. */
  readonly type: "amount" | "choice" | "text";
  readonly value?: string;
  readonly options?: readonly string[];
  readonly hint?: string;
}

export interface Way {
  readonly title: string;
  /** An operation of a contract, or a path of the control API. */
  readonly call: { readonly operation: string } | { readonly control: string };
  readonly isDangerous?: boolean;
  readonly fields?: readonly Field[];
  /** What is sent beside the fields. */
  readonly fixed?: Readonly<Record<string, unknown>>;
}

type Make = (record: Stored) => Way;

interface Entry {
  readonly statuses: readonly string[];
  readonly way: Make;
}

const REASONS: readonly Schemas["DisputeReason"][] = [
  "fraudulent",
  "product_not_received",
  "product_unacceptable",
  "duplicate",
  "credit_not_processed",
  "subscription_canceled",
  "unrecognized",
  "general",
];
const FRAUDS: readonly Schemas["FraudType"][] = [
  "card_never_received",
  "fraudulent_card_application",
  "made_with_counterfeit_card",
  "made_with_lost_card",
  "made_with_stolen_card",
  "misc",
  "unauthorized_use_of_card",
];

function numberOf(record: Stored, name: string): number {
  const value = record.fields[name];
  return typeof value === "number" ? value : 0;
}

function amount(record: Stored, gone: readonly string[], hint: string, name = "amount"): Field {
  const left = gone.reduce((rest, each) => rest - numberOf(record, each), record.amount ?? 0);
  const value = left > 0 ? plainAmount(left, record.currency ?? "") : "";
  return { name, label: `Amount, ${record.currency ?? ""}`, type: "amount", value, hint };
}

const GIVEN_BACK = ["refunded", "refunds_pending", "disputed"];
const HELD = ["authorized", "partially_captured"];
const PAID = ["captured", "partially_refunded"];

const capture =
  (operation: string): Make =>
  (record) => ({
    title: "Capture",
    call: { operation },
    fields: [amount(record, ["captured"], "Less than is held captures a part.")],
  });
const cancel =
  (operation: string): Make =>
  () => ({ title: "Void", call: { operation }, isDangerous: true });
const refund =
  (operation: string): Make =>
  (record) => ({
    title: "Refund",
    call: { operation },
    fields: [amount(record, GIVEN_BACK, "The scenario decides whether it is approved.")],
  });
const adjust =
  (title: string, operation: string): Make =>
  (record) => ({
    title,
    call: { operation },
    fields: [{ ...amount(record, [], "By how much the authorization changes."), value: "" }],
  });

const dispute: Make = (record) => ({
  title: "Dispute",
  call: { control: "/disputes" },
  fixed: { payment: record.id },
  fields: [
    { name: "reason", label: "Reason", type: "choice", options: REASONS },
    { name: "stage", label: "Stage", type: "choice", options: ["chargeback", "inquiry"] },
    amount(record, GIVEN_BACK, "As the cardholder’s bank does it: a chargeback takes it at once."),
  ],
});
const warn: Make = (record) => ({
  title: "Report as fraud",
  call: { control: "/fraud_warnings" },
  fixed: { payment: record.id },
  fields: [
    {
      name: "type",
      label: "Kind of fraud",
      type: "choice",
      options: FRAUDS,
      hint: "No money moves.",
    },
  ],
});

const OF_CARDS: readonly Entry[] = [
  { statuses: PAID, way: dispute },
  { statuses: PAID, way: warn },
];

/** Disputes are answered at the service that has the payment. */
const answer = (
  title: string,
  name: string,
  fields: readonly Field[],
  isDangerous = false,
): Make => {
  return (record) => ({
    title,
    call: { operation: `${record.about?.kind.split(".")[0]}.${name}` },
    fields,
    isDangerous,
  });
};
const decide: Make = (record) => ({
  title: "Decide",
  call: { control: `/disputes/${record.id}/decide` },
  fields: [
    {
      name: "result",
      label: "As the issuer",
      type: "choice",
      options: ["won", "lost", "escalated"],
      hint: "Won and lost are the merchant’s.",
    },
  ],
});

const WAYS: Readonly<Record<string, readonly Entry[]>> = {
  "cards.payment": [
    { statuses: HELD, way: capture("cards.capture_transaction") },
    { statuses: HELD, way: cancel("cards.void_transaction") },
    { statuses: PAID, way: refund("cards.refund_transaction") },
    ...OF_CARDS,
  ],
  "acquirer.payment": [
    { statuses: HELD, way: capture("acquirer.capture_payment") },
    { statuses: ["authorized"], way: adjust("Increment", "acquirer.increment_authorization") },
    { statuses: ["authorized"], way: adjust("Decrement", "acquirer.decrement_authorization") },
    { statuses: [...HELD, "requires_action"], way: cancel("acquirer.void_payment") },
    { statuses: PAID, way: refund("acquirer.refund_payment") },
    ...OF_CARDS,
  ],
  "stripe.charge": OF_CARDS,
  "pix.charge": [
    {
      statuses: ["active"],
      way: (record) => ({
        title: "Confirm",
        call: { operation: "pix.confirm_payment" },
        fixed: { bank_payment_id: record.fields.bank_payment_id },
        fields: [
          amount(record, [], "As the payer’s bank does it; it has to be the charge’s.", "value"),
        ],
      }),
    },
    {
      statuses: ["active"],
      way: () => ({
        title: "Withdraw",
        call: { operation: "pix.remove_payment" },
        fixed: { status: "removed" },
        isDangerous: true,
      }),
    },
    {
      statuses: ["confirmed"],
      way: (record) => ({
        title: "Return",
        call: { operation: "pix.refund_payment" },
        fields: [
          amount(record, ["returned", "returning"], "All that is left, or a part.", "value"),
        ],
      }),
    },
  ],
  dispute: [
    { statuses: ["inquiry", "needs_response", "under_review", "won"], way: decide },
    {
      statuses: ["inquiry", "needs_response"],
      way: answer("Submit evidence", "submit_evidence", [
        { name: "text", label: "Evidence", type: "text", hint: "As the merchant." },
      ]),
    },
    { statuses: ["needs_response"], way: answer("Accept", "accept_dispute", [], true) },
  ],
  mandate: [
    {
      statuses: ["active"],
      way: (record) => ({
        title: "Update the card",
        call: { control: `/mandates/${record.id}/card` },
        fields: [
          {
            name: "update",
            label: "As its issuer",
            type: "choice",
            options: ["new_expiry", "new_number", "closed"],
          },
        ],
      }),
    },
  ],
};

export function waysOf(record: Stored): Way[] {
  const entries = WAYS[record.kind] ?? [];
  return entries
    .filter(({ statuses }) => statuses.includes(record.status ?? ""))
    .map(({ way }) => way(record));
}

/** The service whose contract has the operations on a record; empty if none is known. */
export function contractOf(record: Stored): string {
  const kind = record.kind === "dispute" ? record.about?.kind : record.kind;
  return /^(cards|acquirer|pix)\./.exec(kind ?? "")?.[1] ?? "";
}
