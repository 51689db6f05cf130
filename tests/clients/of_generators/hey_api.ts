// Pays, looks, refunds, is declined and is refused, by a client of @hey-api/openapi-ts.
import assert from "node:assert/strict";
import {
  cardsCreatePayment,
  cardsGetTransaction,
  cardsRefundTransaction,
  cardsTokenizeCard,
  type TransactionSummary,
} from "./cards-hey";

// No address is given: the contract names the server, and the sandbox, that it was read from.
async function main(): Promise<void> {
  const { data: token } = await cardsTokenizeCard({
    throwOnError: true,
    body: {
      card: { card_number: "4532015112830366", card_holder: "John Doe", expiry_month: 12, expiry_year: 2035, cvv: "123" },
      customer: {
        customer_id: "cust_123",
        email: "john.doe@example.com",
        billing_address: { street: "123 Main St", city: "New York", state: "NY", zip_code: "10001" },
      },
    },
  });

  async function paid(amount: number, key: string): Promise<TransactionSummary> {
    const { data } = await cardsCreatePayment({
      throwOnError: true,
      headers: { "Idempotency-Key": key },
      body: { token: token.token, amount, customer_id: token.customer_id },
    });
    return data;
  }

  const payment = await paid(99.99, "hey-1");
  assert.equal(payment.status, "success");
  assert.deepEqual(await paid(99.99, "hey-1"), payment);
  const path = { transaction_id: payment.transaction_id };
  const { data: found } = await cardsGetTransaction({ throwOnError: true, path });
  assert.equal(found.amount_captured, 99.99);
  const { data: part } = await cardsRefundTransaction({ throwOnError: true, path, body: { amount: 9.99 } });
  assert.equal(part.amount, 9.99);
  const { data: rest } = await cardsRefundTransaction({ throwOnError: true, path });
  assert.equal(rest.amount, 90);

  const declined = await paid(0.01, "hey-2");
  assert.deepEqual([declined.status, declined.decline_code], ["failed", "insufficient_funds"]);
  const { error, response } = await cardsRefundTransaction({ path: { transaction_id: declined.transaction_id } });
  assert.deepEqual([response?.status, error?.code], [400, "not_refundable"]);
}

void main();
