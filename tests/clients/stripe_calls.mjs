// Calls a server of Stripe's contract by Stripe's own client for Node, and looks at what comes.
import assert from "node:assert/strict";
import Stripe from "stripe";

const MANY = 250;
const base = process.argv[2];
const { hostname: host, port } = new URL(base);
const stripe = new Stripe("sk_test_51example", { host, port, protocol: "http" });

process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") throw warning; // Node 18 warns of its own fetch
});

async function ids(list) {
  const found = [];
  for await (const each of list) {
    found.push(each.id);
    assert(found.length <= MANY, "the list does not end");
  }
  assert.equal(new Set(found).size, found.length);
  return found;
}

const metadata = { order: "6735" };
const customer = await stripe.customers.create({ name: "Ada", metadata, address: { city: "Rome" } });
assert.deepEqual(
  [customer.name, customer.metadata, customer.address.city, customer.livemode],
  ["Ada", metadata, "Rome", false],
);
assert.equal((await stripe.customers.retrieve(customer.id)).id, customer.id);
const changed = await stripe.customers.update(customer.id, { metadata: { tier: "gold" } });
assert.deepEqual([changed.id, changed.metadata], [customer.id, { ...metadata, tier: "gold" }]);
const other = await stripe.customers.create({ name: "Bob" });
assert.deepEqual(await ids(stripe.customers.list({ limit: 1, created: { gte: 1 } })), [other.id, customer.id]);
assert.equal((await stripe.customers.list().autoPagingToArray({ limit: 100 })).length, 2);
assert((await ids(stripe.customers.search({ query: "name:'Ada'", limit: 1 }))).includes(customer.id));
assert.equal((await stripe.customers.del(other.id)).deleted, true);
await assert.rejects(stripe.customers.retrieve(other.id), (error) => {
  assert(error instanceof Stripe.errors.StripeInvalidRequestError);
  assert.deepEqual([error.statusCode, error.message.includes(other.id)], [404, true]);
  return true;
});

const products = [];
for (let number = 0; number < MANY; number += 1) {
  products.unshift((await stripe.products.create({ name: `Shirt ${number}` })).id);
}
assert.deepEqual(await ids(stripe.products.list({ limit: 100 })), products);

const order = { amount: 1099, currency: "eur", payment_method_types: ["card"], metadata };
const once = { idempotencyKey: "one" };
const asked = { ...order, customer: customer.id, expand: ["customer"] };
const intent = await stripe.paymentIntents.create(asked, once);
assert.deepEqual([intent.amount, intent.currency, intent.metadata], [1099, "eur", metadata]);
assert.deepEqual([intent.customer.object, intent.customer.metadata], ["customer", changed.metadata]);
const confirmed = await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
assert.equal(confirmed.id, intent.id);
assert.equal((await stripe.paymentIntents.retrieve(intent.id)).object, "payment_intent");
assert.deepEqual(await ids(stripe.paymentIntents.list({ expand: ["data.customer"] })), [intent.id]);
const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
assert.deepEqual([refund.amount, refund.payment_intent], [100, intent.id]);

const price = await stripe.prices.create({
  currency: "usd",
  recurring: { interval: "month" },
  product_data: { name: "Gold" },
  billing_scheme: "tiered",
  tiers_mode: "graduated",
  tiers: [{ up_to: 10, unit_amount: 5 }, { up_to: "inf", unit_amount: 3 }],
  expand: ["tiers"],
});
assert.deepEqual([price.recurring.interval, price.tiers.length], ["month", 2]);
const inline = { currency: "usd", unit_amount: 2000, product_data: { name: "Shirt" } };
const session = await stripe.checkout.sessions.create({
  mode: "payment",
  success_url: "https://example.com/done",
  line_items: [{ price_data: inline, quantity: 1 }],
});
await ids(stripe.checkout.sessions.listLineItems(session.id));
await ids(stripe.events.list({ types: ["charge.succeeded", "charge.failed"] }));

const file = { data: Buffer.from("evidence"), name: "a.txt", type: "text/plain" };
assert.equal((await stripe.files.create({ purpose: "dispute_evidence", file })).object, "file");
const pdf = await stripe.quotes.pdf("qt_1");
const [first] = await pdf.toArray();
assert.equal(first.subarray(0, 4).toString(), "%PDF");

await assert.rejects(stripe.paymentIntents.create({ amount: "many", currency: "eur" }), (error) => {
  assert(error instanceof Stripe.errors.StripeInvalidRequestError);
  assert.deepEqual([error.statusCode, error.message], [400, "amount must be an integer."]);
  return true;
});
const live = new Stripe("sk_live_51example", { host, port, protocol: "http" });
await assert.rejects(live.balance.retrieve(), Stripe.errors.StripeAuthenticationError);
