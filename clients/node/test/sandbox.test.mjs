/** A sandbox does what the control API can. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Paydrill, Refused } from "@paydrill/testing";

import "./project.mjs";
import { FAULTS } from "../dist/rules.js";
import { TOTALS } from "../dist/payments.js";
import { CARD, checkout, post } from "./shop.mjs";

let server;
before(async () => (server = await Paydrill.start()));
after(() => server.stop());

const NOON = "2030-01-01T12:00Z";
const DECLINES_ALL = `
scenario: 1
name: declines-all
rules:
  - id: all
    when: {}
    then: {declined: do_not_honor}
`;

test("the next calls meet what was said", async () => {
  const sandbox = await server.sandbox();
  await sandbox.next({ on: "acquirer.authorize_payment", reset: true, effect: "committed" });
  assert.equal((await checkout(sandbox.url, 77)).status, "captured");
  await sandbox.assertRequested("acquirer.authorize_payment", {
    count: 2,
    body: { "/amount": 77 },
  });
  assert.equal(await sandbox.total("captured", "USD"), "77");
  assert.equal(await sandbox.total("captured", "JPY"), "0");
  await sandbox.next({
    times: 2,
    declined: "stolen_card",
    when: { amount: 5 },
    message: "Not today",
  });
  await sandbox.decline("expired_card", { amount: 6, on: "acquirer.authorize_payment" });
  const statuses = [];
  for (const amount of [5, 6, 6]) {
    const { status } = await post(`${sandbox.url}/payment`, { ...CARD, amount });
    statuses.push(status);
  }
  assert.deepEqual(statuses, ["declined", "declined", "captured"]);
  const asked = await sandbox.requests({ status: 201 });
  assert.deepEqual(
    asked.map((each) => [each.path, each.fault]),
    [["/payment", "reset"], ...Array(4).fill(["/payment", null])],
  );
});

test("what was not asked as expected is told with what was", async () => {
  const sandbox = await server.sandbox();
  assert.equal(
    await sandbox.traffic(),
    `Paydrill requests of ${sandbox.name}:\nNo request has come.`,
  );
  await assert.rejects(sandbox.assertRequested("cards.create_payment"), {
    name: "ExpectationFailed",
    message: /^Expected at least 1 request, found none\./,
  });
  await sandbox.assertNotRequested();
  await checkout(sandbox.url, 77);
  await assert.rejects(sandbox.assertNotRequested(null, { path: "/payment" }), {
    message: /^Expected exactly 0 requests, found 1 request\.\nPOST \/payment {2}201/,
  });
  await assert.rejects(sandbox.assertRequested("cards.creat"), Refused);
});

test("what has no meaning is refused with a sentence", async () => {
  const sandbox = await server.sandbox();
  const webhooks = await sandbox.webhooks();
  for (const times of [0, -1, 0.5, NaN, "two"]) {
    await assert.rejects(sandbox.next({ status: 503, effect: "none", times }), {
      name: "PaydrillError",
      message: `times is ${times}, and is to be a whole number from 1 on`,
    });
  }
  await assert.rejects(sandbox.next(), Refused);
  await assert.rejects(sandbox.decline("expired_card", { amount: 5n }), /cannot be JSON: .*BigInt/);
  await assert.rejects(server.sandbox("x", { sed: 7 }), /A sandbox has no option sed; there are/);
  await assert.rejects(webhooks.waitFor("*", { timeout: 1 }), /waitFor has no option timeout;/);
  for (const timeoutMs of [-1, NaN, "5"]) {
    await assert.rejects(webhooks.waitFor("*", { timeoutMs }), /is to be a number of milliseconds/);
  }
  sandbox.close();
  const known = Paydrill.connect(server.url, { controlToken: "ses\name" });
  await assert.rejects(known.sandbox(), (error) => !/ses/.test(error.message));
});

test("the clock stands still, and is moved", async () => {
  const sandbox = await server.sandbox("clock", { now: NOON, seed: 7 });
  assert.equal(sandbox.name, "clock");
  assert.equal((await sandbox.now()).toISOString(), "2030-01-01T12:00:00.000Z");
  await sandbox.advance("24h");
  assert.equal((await sandbox.now()).getUTCDate(), 2);
  for (const at of [
    "2031-01-01 12:00",
    new Date("2031-01-01T12:00:00Z"),
    "2031-01-01T13:00+01:00",
  ]) {
    await sandbox.freeze(at);
    assert.equal((await sandbox.now()).toISOString(), "2031-01-01T12:00:00.000Z");
  }
  await sandbox.unfreeze();
  for (const at of ["noon", "Jan 1 2031", new Date("noon")]) {
    await assert.rejects(sandbox.freeze(at), /is no moment: write it as 2030-01-01T12:00Z/);
  }
  await assert.rejects(server.sandbox("clock"), { name: "Refused", code: "sandbox_exists" });
  assert.match((await server.freshSandbox("clock")).name, /^clock-[0-9a-f]{8}$/);
});

test("a scenario is a name, a file or a text, and comes back with a reset", async () => {
  const sandbox = await server.sandbox(undefined, { scenario: DECLINES_ALL });
  assert.equal((await checkout(sandbox.url, 1)).status, "declined");
  await sandbox.scenario("default");
  assert.equal((await checkout(sandbox.url, 2)).status, "captured");
  await sandbox.reset();
  assert.deepEqual(await sandbox.requests(), []);
  assert.equal(
    (await sandbox.explain("cards.create_payment", { amount: 1 })).scenario,
    "declines-all",
  );
  await assert.rejects(
    sandbox.scenario("nowhere.yaml"),
    /^PaydrillError: .*nowhere\.yaml cannot be read/,
  );
  await assert.rejects(sandbox.scenario("scenario: 1\nrules: []\n"), Refused);
});

test("a sandbox goes back to a snapshot, and its records add up", async () => {
  const sandbox = await server.sandbox();
  const before = await sandbox.snapshot();
  assert.equal(await sandbox.snapshot("mine"), "mine");
  await checkout(sandbox.url, 77);
  assert.deepEqual(
    (await sandbox.events("payment.*")).map((each) => each.type),
    ["payment.approved"],
  );
  await sandbox.checkInvariants();
  await sandbox.restore(before);
  assert.deepEqual(await sandbox.events(), []);
});

test("totals are exact, whatever decimals a currency has", async () => {
  const sandbox = await server.sandbox();
  const sums = {
    USD: [[0.1, 0.2], "0.3"],
    IQD: [[1.234, 2], "3.234"],
    JPY: [[500, 77], "577"],
    LBP: [[0.25, 0.5], "0.75"],
    KWD: [[9999.999, 9999.999], "19999.998"],
    EUR: [[], "0"],
  };
  for (const [currency, [amounts, sum]] of Object.entries(sums)) {
    for (const amount of amounts) await post(`${sandbox.url}/payment`, { ...CARD, amount, currency });
    assert.equal(await sandbox.total("captured", currency), sum);
  }
});

test("the words of faults and of totals are those of the contracts", async () => {
  const read = async (name) => (await fetch(`${server.url}/openapi/${name}.json`)).json();
  const { fault, step } = (await read("scenario.schema")).$defs;
  assert.deepEqual([...FAULTS].sort(), Object.keys(fault.properties).sort());
  assert.deepEqual(
    Object.keys(step.properties).filter((each) => FAULTS.has(each)),
    [],
  );
  const { properties } = (await read("control")).components.schemas.ControlFigures;
  assert.deepEqual(["currency", ...TOTALS], Object.keys(properties));
});

test("a PIX charge is paid by its id and by its answer", async () => {
  const sandbox = await server.sandbox();
  const [first, second] = [
    await post(`${sandbox.url}/payments`, { value: 10.5 }),
    await post(`${sandbox.url}/payments`, { value: 4 }),
  ];
  await sandbox.payPix(first.payment.id);
  await sandbox.payPix(second);
  assert.equal(await sandbox.total("pix_paid", "BRL"), "14.5");
  await assert.rejects(
    sandbox.payPix({ id: 1 }),
    /^PaydrillError: payPix takes the id or the answer/,
  );
  await assert.rejects(sandbox.total("captured", "usd"), /usd is no currency/);
  await assert.rejects(sandbox.total("taken", "USD"), /taken is no total; there are authorized,/);
});

test("webhooks are waited for, and forged ones refused", async () => {
  const sandbox = await server.sandbox();
  const webhooks = await sandbox.webhooks("payment.*");
  await checkout(sandbox.url, 5);
  const approved = await webhooks.waitFor("payment.approved");
  assert.equal(approved.body.amount, 5);
  assert.equal(approved.headers["webhook-id"], approved.id);
  const waiting = webhooks.waitFor("*.declined");
  await sandbox.decline("do_not_honor");
  await checkout(sandbox.url, 6);
  assert.equal((await waiting).type, "payment.declined");
  const stamp = String(Math.floor(Date.now() / 1000));
  const forged = {
    "webhook-id": "1",
    "webhook-timestamp": stamp,
    "webhook-signature": "v1,AAAA v1",
  };
  for (const headers of [forged, { ...forged, "webhook-timestamp": "7" }, {}]) {
    const { status } = await fetch(webhooks.url, { method: "POST", body: "{}", headers });
    assert.equal(status, 401);
  }
  await checkout(sandbox.url, 7);
  await waitUntil(async () => (await webhooks.received()).length === 3);
  await assert.rejects(webhooks.waitFor("payment.refunded", { timeoutMs: 1 }), {
    name: "ExpectationFailed",
    message:
      "No webhook payment.refunded has come in 0.001 s; not yet taken: payment.approved;" +
      " 3 had no valid signature",
  });
  const { url } = webhooks;
  sandbox.close();
  await assert.rejects(fetch(url));
});

test("webhooks that the sandbox has forgotten do not keep others from being seen", async () => {
  const sandbox = await server.sandbox();
  const webhooks = await sandbox.webhooks();
  const before = await sandbox.snapshot();
  const delivered = async () => {
    const answer = await fetch(`${sandbox.url}/_control/webhooks/deliveries?status=delivered`);
    return (await answer.json()).deliveries.length;
  };
  for (const amount of [5, 6]) {
    await sandbox.restore(before);
    await checkout(sandbox.url, amount);
    await waitUntil(delivered);
  }
  assert.equal((await webhooks.waitFor("*")).body.amount, 6);
  await sandbox.restore(before);
  await checkout(sandbox.url, 7);
  await waitUntil(delivered);
  await sandbox.reset();
  const amounts = (await webhooks.received()).map((each) => each.body.amount);
  assert.deepEqual(amounts, [6]);
});

async function waitUntil(holds) {
  while (!(await holds())) await new Promise(setImmediate);
}
