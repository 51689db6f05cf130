// Pays, looks, refunds, is declined and is refused, by a client of openapi-generator for axios.
import assert from "node:assert/strict";
import { isAxiosError } from "axios";
import { type Problem, TokensApi, type TransactionSummary, TransactionsApi } from "./cards-axios";

// No address is given: the contract names the server, and the sandbox, that it was read from.
const tokens = new TokensApi();
const transactions = new TransactionsApi();

async function main(): Promise<void> {
  const { data: token } = await tokens.cardsTokenizeCard({
    card: { card_number: "4532015112830366", card_holder: "John Doe", expiry_month: 12, expiry_year: 2035, cvv: "123" },
    customer: {
      customer_id: "cust_123",
      email: "john.doe@example.com",
      billing_address: { street: "123 Main St", city: "New York", state: "NY", zip_code: "10001" },
    },
  });

  async function paid(amount: number, key: string): Promise<TransactionSummary> {
    const body = { token: token.token, amount, customer_id: token.customer_id };
    return (await transactions.cardsCreatePayment(body, key)).data;
  }

  const payment = await paid(99.99, "axios-1");
  assert.equal(payment.status, "success");
  assert.deepEqual(await paid(99.99, "axios-1"), payment);
  const { data: found } = await transactions.cardsGetTransaction(payment.transaction_id);
  assert.equal(found.amount_captured, 99.99);
  const part = await transactions.cardsRefundTransaction(payment.transaction_id, undefined, { amount: 9.99 });
  assert.equal(part.data.amount, 9.99);
  const rest = await transactions.cardsRefundTransaction(payment.transaction_id);
  assert.equal(rest.data.amount, 90);

  const declined = await paid(0.01, "axios-2");
  assert.deepEqual([declined.status, declined.decline_code], ["failed", "insufficient_funds"]);
  await assert.rejects(transactions.cardsRefundTransaction(declined.transaction_id), (error) => {
    assert(isAxiosError<Problem>(error));
    assert.deepEqual([error.response?.status, error.response?.data.code], [400, "not_refundable"]);
    return true;
  });
}

void main();
