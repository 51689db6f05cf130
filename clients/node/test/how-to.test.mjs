/** What docs/how-to/node.md shows is what happens. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Paydrill, Sandbox } from "@paydrill/testing";

import { Project, ROOT } from "./project.mjs";

const page = readFileSync(join(ROOT, "docs/how-to/node.md"), "utf8");
const blocks = [...page.matchAll(/^(?:<!-- (\S+) -->\n)?```(\w+)\n(.*?)^```$/gms)];
const files = Object.fromEntries(
  blocks.filter((each) => each[1]).map((each) => [each[1], each[3]]),
);
const of = (language) => blocks.filter((each) => each[2] === language).map((each) => each[3]);
const [vitest, jest, node] = of("sh");
const [failed, printed] = of("text");

const { "shop.test.js": ofJest, "jest.config.js": preset, ...others } = files;
const project = new Project(others);

test("the test passes in Vitest; with another count, it shows what was asked", async () => {
  project.write({ "fails.test.mjs": files["shop.test.mjs"].replace("count: 2", "count: 1") });
  const { code, told } = await project.run(vitest);
  assert.equal(code, 1, told);
  assert.match(told, /✓ shop\.test\.mjs/);
  assert.match(told, /Tests {2}1 failed \| 1 passed/);
  for (const line of failed.trim().split("\n")) assert.ok(told.includes(line), told);
});

test("the test passes in Jest, on a server that runs", async () => {
  const shop = `${files["shop.mjs"].replaceAll("export ", "")}; module.exports = { Shop, VISA };`;
  const other = new Project({ "shop.test.js": ofJest, "jest.config.js": preset, "shop.js": shop });
  const server = await Paydrill.start();
  const { code, told } = await other.run(jest, { PAYDRILL_URL: server.url });
  assert.equal(code, 0, told);
  assert.match(told, /Tests: +1 passed/);
  assert.equal((await server.sandbox("goes-on")).name, "goes-on");
  await server.stop();
});

test("the script prints what it says", async () => {
  assert.deepEqual(await project.run(node), { code: 0, told: printed });
});

test("the test of the README passes, without any settings", async () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, name, text] = /^<!-- (\S+) -->\n```js\n(.*?)^```$/ms.exec(readme);
  const { code, told } = await new Project({ [name]: text }).run("npx vitest run");
  assert.equal(code, 0, told);
  assert.match(told, /Tests {2}1 passed/);
});

test("the table has every method", () => {
  const rows = [...page.matchAll(/^\| (`\.[^|]*) \|/gm)].map((each) => each[1]).join();
  const told = new Set([...rows.matchAll(/\.(\w+)/g)].map((each) => each[1]));
  const ownAffairs = ["constructor", "webhookType"];
  const methods = Object.getOwnPropertyNames(Sandbox.prototype);
  assert.deepEqual(
    methods.filter((each) => !told.has(each)),
    ownAffairs,
  );
});
