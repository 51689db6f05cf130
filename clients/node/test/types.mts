/** What the compiler takes, and what it does not: `tsc --project test` reads it, nothing runs it. */
import { Paydrill, type LoggedRequest, type Webhook } from "@paydrill/testing";
import { globalSetup as ofJest, sandboxForTest } from "@paydrill/testing/jest";
import { test } from "@paydrill/testing/vitest";
import { globalSetup as ofVitest } from "@paydrill/testing/vitest/setup";

ofJest({ contracts: ["shop.yaml"], args: ["--unknown-ids", "404"] });
ofVitest({ scenario: "outage", command: ["python", "server.py"] });

test("charges once", async ({ paydrill }) => {
  await paydrill.next({ on: "cards.create_payment", reset: true, effect: "committed" });
  await paydrill.next({ respond: { status: 402, body: { "/code": null } }, delay: { ms: 200 } });
  const total: string = await paydrill.total("captured", "USD");
  const requests: LoggedRequest[] = await paydrill.requests({ status: "4XX" });
  const webhook: Webhook = await (await paydrill.webhooks()).waitFor("payment.*", { timeoutMs: 9 });
  // @ts-expect-error A body is of a type that the test has to look at.
  webhook.body.amount;
  // @ts-expect-error A misspelt word is told before the test runs.
  await paydrill.next({ rest: true, effect: "committed" });
  // @ts-expect-error There is no such total.
  await paydrill.total("taken", "USD");
  return void [total, requests];
});

test.extend({ beginning: { seed: 7 } })("begins as is said", async ({ paydrill }) => {
  const year: number = (await paydrill.now()).getFullYear();
  return void year;
});

const sandbox = await sandboxForTest({ now: new Date(), frozen: false });
await sandbox.assertRequested("cards.create_payment", {
  count: { min: 2 },
  body: { "/amount": 7 },
});
// @ts-expect-error A server is started or connected to, never made.
new Paydrill("http://127.0.0.1:8000");
