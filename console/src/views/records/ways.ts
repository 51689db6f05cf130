/** What can be done to a record, by its kind and its status: a table. */

import type { components } from "../../api/contract.gen";
import type { Stored } from "./schemas";
import { OF_CHARGES, OF_INTENTS } from "./stripe-ways";
import {
  APPROVAL,
  amount,
  type Entry,
  type Field,
  HELD,
  heldOf,
  type Make,
  PAID,
  refundableOf,
  type Way,
  without,
} from "./way";

type Schemas = components["schemas"];

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

const capture =
  (operation: string): Make =>
  (record) => ({
    title: "Capture",
    call: { operation },
    fields: [amount(record, heldOf(record), "Less than is held captures a part.")],
  });
const cancel =
  (operation: string): Make =>
  () => ({ title: "Void", call: { operation }, isDangerous: true });
const refund =
  (operation: string): Make =>
  (record) => ({
    title: "Refund",
    call: { operation },
    fields: [amount(record, refundableOf(record), APPROVAL)],
  });
const adjust =
  (title: string, operation: string): Make =>
  (record) => ({
    title,
    call: { operation },
    fields: [amount(record, 0, "By how much the authorization changes.")],
  });

const dispute: Make = (record) => ({
  title: "Dispute",
  call: { control: "/disputes" },
  fixed: { payment: record.id },
  fields: [
    { name: "reason", label: "Reason", type: "choice", options: REASONS },
    { name: "stage", label: "Stage", type: "choice", options: ["chargeback", "inquiry"] },
    amount(
      record,
      refundableOf(record),
      "As the cardholder’s bank does it: a chargeback takes it at once.",
    ),
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
  "stripe.charge": [...OF_CHARGES, ...OF_CARDS],
  "stripe.payment_intent": OF_INTENTS,
  "pix.charge": [
    {
      statuses: ["active"],
      way: (record) => ({
        title: "Confirm",
        call: { operation: "pix.confirm_payment" },
        fixed: { bank_payment_id: record.fields.bank_payment_id },
        fields: [
          amount(
            record,
            record.amount ?? 0,
            "As the payer’s bank does it; it has to be the charge’s.",
            "value",
          ),
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
          amount(
            record,
            without(record, record.amount ?? 0, ["returned", "returning"]),
            "All that is left, or a part.",
            "value",
          ),
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
  return /^(cards|acquirer|pix|stripe)\./.exec(kind ?? "")?.[1] ?? "";
}
