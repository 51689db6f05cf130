/** What can be done to charges and payment intents of Stripe’s API, by its own operations. */

import {
  APPROVAL,
  amount,
  type Entry,
  type Field,
  HELD,
  heldOf,
  type Make,
  numberOf,
  PAID,
  refundableOf,
} from "./way";

/** Amounts of Stripe's API are in minor units. */
const minor = (field: Field): Field => ({ ...field, type: "minor" });
const captureIntent: Make = (record) => ({
  title: "Capture",
  call: { operation: "stripe.capture_payment_intent" },
  isForm: true,
  fields: [
    minor(
      amount(
        record,
        numberOf(record, "amount_capturable"),
        "Less than is held captures a part, and releases the rest.",
        "amount_to_capture",
      ),
    ),
  ],
});
const confirmIntent: Make = ({ fields }) => ({
  title: "Confirm",
  call: { operation: "stripe.confirm_payment_intent" },
  isForm: true,
  fields: [
    {
      name: "payment_method",
      label: "Payment method",
      type: "text",
      value: typeof fields.payment_method === "string" ? fields.payment_method : "pm_card_visa",
      hint: "An id of the customer’s, or a test method such as pm_card_chargeDeclined.",
    },
  ],
});
const captureCharge: Make = (record) => ({
  title: "Capture",
  call: { operation: "stripe.capture_charge" },
  isForm: true,
  fields: [minor(amount(record, heldOf(record), "Less than is held captures a part."))],
});
const refundCharge: Make = (record) => ({
  title: "Refund",
  call: { operation: "stripe.create_refund" },
  isForm: true,
  fixed: { charge: record.id },
  fields: [minor(amount(record, refundableOf(record), APPROVAL))],
});

export const OF_CHARGES: readonly Entry[] = [
  { statuses: HELD, way: captureCharge },
  { statuses: PAID, way: refundCharge },
];

export const OF_INTENTS: readonly Entry[] = [
  { statuses: ["requires_payment_method", "requires_confirmation"], way: confirmIntent },
  { statuses: ["requires_capture"], way: captureIntent },
  {
    statuses: [
      "requires_payment_method",
      "requires_confirmation",
      "requires_action",
      "requires_capture",
    ],
    way: () => ({
      title: "Cancel the intent",
      call: { operation: "stripe.cancel_payment_intent" },
      isForm: true,
      isDangerous: true,
    }),
  },
];
