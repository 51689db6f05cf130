// Pays by Stripe's own client for Node, unmodified but for its address, on our own engine.
// Each part has a sandbox of its own, which the client's key names.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import Stripe from "stripe";

const base = process.argv[2];
const { hostname: host, port } = new URL(base);
const { StripeCardError, StripeIdempotencyError, StripeInvalidRequestError } = Stripe.errors;
const MANY = 250;
const card = { amount: 2000, currency: "usd", payment_method_types: ["card"] };
const return_url = "https://shop.example/done";

process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") throw warning; // Node 18 warns of its own fetch
});

function shop(name) {
  const stripe = new Stripe(`sk_test_node-${name}`, { host, port, protocol: "http" });
  const control = async (path, body) => {
    const headers = { "Content-Type": "application/json" };
    const sent = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(`${base}/~node-${name}/_control${path}`, sent);
    assert(answer.ok, await answer.text());
  };
  const pay = (payment_method = "pm_card_visa", more = {}) =>
    stripe.paymentIntents.create({ ...card, payment_method, confirm: true, ...more });
  const later = () => control("/clock/advance", { by: "2s" });
  const challenge = async (intent, result) => {
    assert.deepEqual([intent.status, intent.next_action.type], ["requires_action", "redirect_to_url"]);
    const id = intent.next_action.redirect_to_url.url.split("/").pop();
    await control(`/challenges/${id}`, { result });
  };
  return { stripe, control, pay, later, challenge };
}

async function refusal(promise, kind, status) {
  const error = await promise.then(() => assert.fail("it succeeds"), (raised) => raised);
  assert(error instanceof kind, error);
  assert.equal(error.statusCode, status);
  return error;
}

async function ids(list) {
  const found = [];
  for await (const each of list) found.push(each.id);
  return found;
}

async function payments() {
  const { stripe, pay } = shop("payments");
  const paid = await pay("pm_card_visa", { expand: ["latest_charge.balance_transaction"] });
  assert.deepEqual([paid.status, paid.amount_received, paid.livemode], ["succeeded", 2000, false]);
  assert.equal(paid.latest_charge.payment_method_details.card.last4, "4242");
  assert.equal(paid.latest_charge.balance_transaction.amount, 2000);
  const held = await pay("pm_card_visa", { capture_method: "manual" });
  assert.deepEqual([held.status, held.amount_capturable], ["requires_capture", 2000]);
  const taken = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
  assert.deepEqual([taken.status, taken.amount_received], ["succeeded", 1500]);
  const again = await refusal(stripe.paymentIntents.capture(held.id), StripeInvalidRequestError, 400);
  assert.equal(again.code, "payment_intent_unexpected_state");
  const other = await pay("pm_card_visa", { capture_method: "manual" });
  assert.equal((await stripe.paymentIntents.cancel(other.id)).status, "canceled");
  const wrong = await refusal(pay("pm_card_visa", { tip: 1 }), StripeInvalidRequestError, 400);
  assert.deepEqual([wrong.code, wrong.param], ["parameter_unknown", "tip"]);
  assert.equal(wrong.message, "Received unknown parameter: tip");
}

const DECLINES = {
  visa_chargeDeclined: ["card_declined", "generic_decline", undefined],
  visa_chargeDeclinedInsufficientFunds: ["card_declined", "insufficient_funds", undefined],
  visa_chargeDeclinedLostCard: ["card_declined", "lost_card", undefined],
  visa_chargeDeclinedStolenCard: ["card_declined", "stolen_card", undefined],
  chargeDeclinedExpiredCard: ["expired_card", undefined, "exp_month"],
  chargeDeclinedIncorrectCvc: ["incorrect_cvc", undefined, "cvc"],
  chargeDeclinedProcessingError: ["processing_error", undefined, undefined],
  visa_chargeDeclinedVelocityLimitExceeded: ["card_declined", "card_velocity_exceeded", undefined],
  chargeCustomerFail: ["card_declined", "generic_decline", undefined],
  radarBlock: ["card_declined", "fraudulent", undefined],
};

async function declines() {
  const { stripe, pay } = shop("declines");
  const said = (error) => [error.code, error.decline_code, error.param];
  for (const [name, expected] of Object.entries(DECLINES)) {
    const error = await refusal(pay(`pm_card_${name}`), StripeCardError, 402);
    assert.deepEqual(said(error.raw), expected, name);
    assert.equal(error.payment_intent.status, "requires_payment_method");
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent.id);
    assert.deepEqual(said(intent.last_payment_error), expected, name);
    assert.equal(intent.last_payment_error.message, error.message);
    const again = { payment_method: "pm_card_visa" };
    assert.equal((await stripe.paymentIntents.confirm(intent.id, again)).status, "succeeded");
  }
}

async function threeDSecure() {
  const { stripe, pay, challenge } = shop("three-d-secure");
  const paid = await pay("pm_card_authenticationRequired", { return_url });
  await challenge(paid, "authenticated");
  assert.equal((await stripe.paymentIntents.retrieve(paid.id)).status, "succeeded");
  const failed = await pay("pm_card_authenticationRequired", { return_url });
  await challenge(failed, "failed");
  const { status, last_payment_error } = await stripe.paymentIntents.retrieve(failed.id);
  assert.deepEqual(
    [status, last_payment_error.code],
    ["requires_payment_method", "payment_intent_authentication_failure"],
  );
}

async function refunds() {
  const { stripe, pay, later } = shop("refunds");
  const paid = await pay();
  const part = await stripe.refunds.create({ payment_intent: paid.id, amount: 500 });
  assert.deepEqual([part.status, part.amount, part.charge], ["succeeded", 500, paid.latest_charge]);
  const over = { charge: paid.latest_charge, amount: 1501 };
  assert.equal((await refusal(stripe.refunds.create(over), StripeInvalidRequestError, 400)).param, "amount");
  assert.equal((await stripe.refunds.create({ charge: paid.latest_charge })).amount, 1500);
  const done = await refusal(stripe.refunds.create({ payment_intent: paid.id }), StripeInvalidRequestError, 400);
  assert.equal(done.code, "charge_already_refunded");
  for (const [name, first, last] of [
    ["pm_card_pendingRefund", "pending", "succeeded"],
    ["pm_card_refundFail", "succeeded", "failed"],
  ]) {
    const refund = await stripe.refunds.create({ payment_intent: (await pay(name)).id });
    assert.equal(refund.status, first);
    await later();
    assert.equal((await stripe.refunds.retrieve(refund.id)).status, last);
  }
}

async function lists() {
  const { stripe, pay } = shop("lists");
  const made = [];
  for (let number = 0; number < MANY; number += 1) {
    made.unshift((await stripe.customers.create({ name: `Ada ${number}` })).id);
  }
  assert.deepEqual(await ids(stripe.customers.list({ limit: 100 })), made);
  assert.equal((await stripe.customers.list().autoPagingToArray({ limit: 120 })).length, 120);
  const paid = await pay("pm_card_visa", { metadata: { order: "7" } });
  await pay();
  const query = "metadata['order']:'7' AND status:'succeeded'";
  assert.deepEqual(await ids(stripe.paymentIntents.search({ query })), [paid.id]);
  const { id } = await stripe.refunds.create({ payment_intent: paid.id });
  const expand = ["charge.payment_intent.latest_charge.balance_transaction"];
  const deep = await stripe.refunds.retrieve(id, { expand });
  assert.equal(deep.charge.payment_intent.latest_charge.balance_transaction.type, "charge");
  const every = await stripe.refunds.list({ expand: ["data.charge.payment_intent.customer"] });
  assert.equal(every.data[0].charge.payment_intent.id, paid.id);
}

async function retries() {
  const { stripe, control } = shop("retries");
  const order = { ...card, payment_method: "pm_card_visa", confirm: true };
  const key = { idempotencyKey: "order-1" };
  const first = await stripe.paymentIntents.create(order, key);
  const second = await stripe.paymentIntents.create(order, key);
  assert.deepEqual(second, first);
  assert.equal(second.lastResponse.headers["idempotent-replayed"], "true");
  const other = { ...order, amount: 2001 };
  await refusal(stripe.paymentIntents.create(other, key), StripeIdempotencyError, 400);
  const when = { operation: "stripe.create_payment_intent" };
  await control("/outcomes", { when, then: { fault: { status: 500, effect: "committed" } } });
  const paid = await stripe.paymentIntents.create(order);
  assert.deepEqual([paid.status, paid.lastResponse.headers["idempotent-replayed"]], ["succeeded", "true"]);
  assert.deepEqual(await ids(stripe.charges.list()), [paid.latest_charge, first.latest_charge]);
}

async function disputes() {
  const { stripe, pay, later } = shop("disputes");
  for (const [uncategorized_text, status] of [["winning_evidence", "won"], ["losing_evidence", "lost"]]) {
    const { id } = await pay("pm_card_createDispute");
    await later();
    const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
    assert.deepEqual([dispute.status, dispute.reason], ["needs_response", "fraudulent"]);
    await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text } });
    await later();
    assert.equal((await stripe.disputes.retrieve(dispute.id)).status, status);
  }
}

async function customers() {
  const { stripe, pay, challenge } = shop("customers");
  const customer = (await stripe.customers.create({ name: "Ada", metadata: { tier: "gold" } })).id;
  const setup = await stripe.setupIntents.create({
    customer,
    payment_method: "pm_card_authenticationRequiredOnSetup",
    payment_method_types: ["card"],
    confirm: true,
    usage: "off_session",
    return_url,
  });
  await challenge(setup, "authenticated");
  const { status, payment_method } = await stripe.setupIntents.retrieve(setup.id);
  assert.equal(status, "succeeded");
  assert.equal((await pay(payment_method, { customer, off_session: true })).status, "succeeded");
  const always = await stripe.paymentMethods.attach("pm_card_authenticationRequired", { customer });
  assert.deepEqual(await ids(stripe.customers.listPaymentMethods(customer)), [always.id, payment_method]);
  const error = await refusal(pay(always.id, { customer, off_session: true }), StripeCardError, 402);
  assert.deepEqual([error.code, error.decline_code], Array(2).fill("authentication_required"));
  assert.equal((await stripe.paymentMethods.detach(always.id)).customer, null);
  assert.equal((await stripe.customers.del(customer)).deleted, true);
  assert.equal((await stripe.customers.retrieve(customer)).deleted, true);
}

async function checkout() {
  const { stripe } = shop("checkout");
  const price_data = { currency: "usd", unit_amount: 1000, product_data: { name: "Shirt" } };
  const made = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: return_url,
    line_items: [{ price_data, quantity: 3 }],
  });
  assert.deepEqual([made.status, made.amount_total, made.url.startsWith(base)], ["open", 3000, true]);
  assert.equal((await stripe.checkout.sessions.listLineItems(made.id)).data[0].quantity, 3);
  assert.equal((await stripe.checkout.sessions.expire(made.id)).status, "expired");
}

async function webhooks() {
  const { stripe, pay } = shop("webhooks");
  const received = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    response.end();
    received.push([body, request.headers["stripe-signature"]]);
    server.emit("received");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}/hooks`;
  const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  const paid = await pay();
  await stripe.refunds.create({ payment_intent: paid.id });
  const told = await stripe.events.list().autoPagingToArray({ limit: 100 });
  while (received.length < told.length) await once(server, "received");
  server.close();
  server.closeAllConnections();
  const found = new Map();
  for (const each of received) {
    const event = stripe.webhooks.constructEvent(...each, secret);
    found.set(event.id, event);
  }
  assert.deepEqual(told.map((each) => found.get(each.id)), told);
  const types = ["refund.created", "payment_intent.succeeded", "charge.succeeded", "payment_intent.created"];
  assert.deepEqual(told.map((each) => each.type), ["charge.refunded", ...types]);
  const { StripeSignatureVerificationError } = Stripe.errors;
  const [[body, signature]] = received;
  for (const forged of [[`${body} `, signature, secret], [body, signature, "whsec_other"]]) {
    assert.throws(() => stripe.webhooks.constructEvent(...forged), StripeSignatureVerificationError);
  }
}

const PARTS = [payments, declines, threeDSecure, refunds, lists, retries, disputes, customers, checkout, webhooks];
for (const part of PARTS) await part();
