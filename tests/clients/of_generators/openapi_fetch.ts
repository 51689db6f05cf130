// Pays, looks, refunds, is declined and is refused, by openapi-fetch with types of openapi-typescript.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./cards-schema";

const client = createClient<paths>({ baseUrl: `${process.argv[2]}/api/v1` });

async function main(): Promise<void> {
  const { data: token } = await client.POST("/tokenize", {
    body: {
      card: { card_number: "4532015112830366", card_holder: "John Doe", expiry_month: 12, expiry_year: 2035, cvv: "123" },
      customer: {
        customer_id: "cust_123",
        email: "john.doe@example.com",
        billing_address: { street: "123 Main St", city: "New York", state: "NY", zip_code: "10001" },
      },
    },
  });
  assert(token);

  async function paid(amount: number, key: string): Promise<components["schemas"]["TransactionSummary"]> {
    const { data } = await client.POST("/payments", {
      params: { header: { "Idempotency-Key": key } },
      body: { token: token!.token, amount, customer_id: token!.customer_id },
    });
    assert(data);
    return data;
  }

  const payment = await paid(99.99, "fetch-1");
  assert.equal(payment.status, "success");
  assert.deepEqual(await paid(99.99, "fetch-1"), payment);
  const path = { transaction_id: payment.transaction_id };
  const { data: found } = await client.GET("/transactions/{transaction_id}", { params: { path } });
  assert.equal(found?.amount_captured, 99.99);
  const part = await client.POST("/transactions/{transaction_id}/refund", { params: { path }, body: { amount: 9.99 } });
  assert.equal(part.data?.amount, 9.99);
  const rest = await client.POST("/transactions/{transaction_id}/refund", { params: { path } });
  assert.equal(rest.data?.amount, 90);

  const declined = await paid(0.01, "fetch-2");
  assert.deepEqual([declined.status, declined.decline_code], ["failed", "insufficient_funds"]);
  const { error, response } = await client.POST("/transactions/{transaction_id}/refund", {
    params: { path: { transaction_id: declined.transaction_id } },
  });
  assert.deepEqual([response.status, error?.code], [400, "not_refundable"]);
}

void main();
