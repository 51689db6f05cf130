/** Suites of others, run by Vitest and by Jest, with a server for the run. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Paydrill } from "@paydrill/testing";

import { Project, ROOT } from "./project.mjs";

const SHOP = join(dirname(fileURLToPath(import.meta.url)), "shop.mjs");
const VITEST = {
  "shop.mjs": readFileSync(SHOP, "utf8"),
  "vitest.config.mjs": `
    export default { test: { globalSetup: "@paydrill/testing/vitest/setup" } };
  `,
};
const JEST = {
  // A CommonJS module, as Jest wants it.
  "shop.js":
    readFileSync(SHOP, "utf8").replaceAll("export ", "") + "module.exports = { checkout };",
};
const FAILED = /ExpectationFailed: Expected exactly 1 request, found 2 requests\./;
const SHOWN =
  /Paydrill requests of loses-a-reply-[0-9a-f]{8}:\s+POST \/payment {2}201 {2}one-shot\/1 {2}fault reset\n/;
const USED = "used.txt";
const NOTES = `
  const note = (sandbox) => appendFileSync("${USED}", sandbox.url + "\\n");
  const AMOUNTS = [1, 2, 3, 4, 5, 6];
`;

/** The sandboxes that tests have noted, once their server is gone. */
async function used(project) {
  const urls = readFileSync(join(project.folder, USED), "utf8").trim().split("\n");
  const servers = new Set(urls.map((each) => new URL(each).origin));
  assert.equal(servers.size, 1);
  const server = Paydrill.connect([...servers][0]);
  while (await server.sandbox().catch((error) => assert.equal(error.name, "NotAnswered")));
  return urls;
}

test("in Vitest, workers share a server and nothing else; a test that fails shows what was asked", async () => {
  const project = new Project(VITEST);
  for (const file of ["one", "two"]) {
    project.write({
      [`${file}.test.mjs`]: `
        import { appendFileSync } from "node:fs";
        import { expect, vi } from "vitest";
        import { test } from "@paydrill/testing/vitest";
        import { checkout } from "./shop.mjs";
        ${NOTES}
        test.for(AMOUNTS)("charges once %i", async (amount, { paydrill }) => {
          await checkout(paydrill.url, amount);
          await paydrill.assertRequested(null, { count: 1 });
          expect(await paydrill.total("captured", "USD")).toBe(String(amount));
          note(paydrill);
        });
        test.extend({ beginning: { now: "2030-01-01T12:00Z", seed: 7, scenario: "outage" } })(
          "begins as is said",
          async ({ paydrill }) => {
            expect((await paydrill.now()).getFullYear()).toBe(2030);
            expect((await paydrill.explain("cards.create_payment")).scenario).toBe("outage");
          },
        );
        test("waits beside a clock of its own", async ({ paydrill }) => {
          vi.useFakeTimers();
          const webhooks = await paydrill.webhooks();
          await checkout(paydrill.url, 7);
          expect((await webhooks.waitFor("payment.*")).type).toBe("payment.approved");
          await expect(webhooks.waitFor("pix.*", { timeoutMs: 5 })).rejects.toThrow("No webhook");
          vi.useRealTimers();
        });
      `,
    });
  }
  project.write({
    "fails.test.mjs": `
      import { test } from "@paydrill/testing/vitest";
      import { checkout } from "./shop.mjs";
      test("loses a reply", async ({ paydrill }) => {
        await paydrill.next({ on: "acquirer.authorize_payment", reset: true, effect: "committed" });
        await checkout(paydrill.url, 77);
        await paydrill.assertRequested("acquirer.authorize_payment", { count: 1 });
      });
    `,
  });
  const { told } = await project.run("node_modules/.bin/vitest run");
  assert.match(told, /Tests {2}1 failed \| 16 passed/);
  assert.equal(new Set(await used(project)).size, 12);
  assert.match(told, FAILED);
  assert.match(told, SHOWN);
  assert.match(told, /❯ fails\.test\.mjs:7:/);
});

test("without its setup, each file of Vitest has a server of its own, which ends with it", async () => {
  const project = new Project({
    "plain.test.mjs": `
      import { appendFileSync } from "node:fs";
      import { test } from "@paydrill/testing/vitest";
      ${NOTES}
      test("charges once", ({ paydrill }) => note(paydrill));
    `,
  });
  const { told } = await project.run("node_modules/.bin/vitest run");
  assert.match(told, /Tests {2}1 passed/);
  assert.equal((await used(project)).length, 1);
});

test("in Jest, workers share a server and nothing else; a test that fails shows what was asked", async () => {
  const project = new Project(JEST);
  for (const file of ["one", "two"]) {
    project.write({
      [`${file}.test.js`]: `
        const { appendFileSync } = require("node:fs");
        const { sandboxForTest } = require("@paydrill/testing/jest");
        const { checkout } = require("./shop.js");
        ${NOTES}
        let paydrill;
        beforeAll(async () => {
          await expect(sandboxForTest()).rejects.toThrow("is for a test, or for beforeEach");
        });
        beforeEach(async () => (paydrill = await sandboxForTest({ seed: 7 })));
        test.each(AMOUNTS)("charges once %i", async (amount) => {
          const other = await sandboxForTest();
          await checkout(paydrill.url, amount);
          await paydrill.assertRequested(null, { count: 1 });
          await other.assertNotRequested();
          expect(await paydrill.total("captured", "USD")).toBe(String(amount));
          [paydrill, other].forEach(note);
        });
      `,
    });
  }
  project.write({
    "setup.js": `
      const { globalSetup } = require("@paydrill/testing/jest");
      module.exports = globalSetup({ contracts: ["${join(ROOT, "openapi/acquirer.yaml")}"] });
    `,
    "jest.config.js":
      'module.exports = { preset: "@paydrill/testing", globalSetup: "./setup.js" };',
    "fails.test.js": `
      const { sandboxForTest } = require("@paydrill/testing/jest");
      const { checkout } = require("./shop.js");
      test("loses a reply", async () => {
        const paydrill = await sandboxForTest();
        await paydrill.next({ reset: true, effect: "committed" });
        await checkout(paydrill.url, 77);
        await paydrill.assertRequested("acquirer.authorize_payment", { count: 1 });
      });
    `,
  });
  const { told } = await project.run("node_modules/.bin/jest --maxWorkers 2");
  assert.match(told, /Tests: +1 failed, 12 passed/);
  assert.equal(new Set(await used(project)).size, 24);
  assert.match(told, FAILED);
  assert.match(told, SHOWN);
  assert.match(told, /at .*fails\.test\.js:8:/);
});
