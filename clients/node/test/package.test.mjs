/** The package holds what it needs, and what it needs is in it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Project, ROOT } from "./project.mjs";

const project = new Project({});
const own = join(project.folder, "node_modules/@paydrill/testing");
const read = (...path) => readFileSync(join(...path), "utf8");
const facts = JSON.parse(read(own, "package.json"));

test("nothing else is packed, and all that is exported is there", () => {
  assert.deepEqual(readdirSync(own).sort(), ["LICENSE", "README.md", "dist", "package.json"]);
  for (const file of Object.values(facts.exports)) assert.notEqual(read(own, file), "");
});

test("it needs no other package, and is of the server's version and licence", () => {
  assert.equal(facts.dependencies, undefined);
  const version = /^__version__ = "(.*)"$/m.exec(read(ROOT, "paydrill/__init__.py"))[1];
  assert.equal(facts.version, version);
  assert.equal(read(own, "LICENSE"), read(ROOT, "LICENSE"));
});

test("its types say any of nothing", () => {
  const types = readdirSync(join(own, "dist")).filter((name) => /\.d\.m?ts$/.test(name));
  const code = types.map((name) => read(own, "dist", name).replaceAll(/\/\*.*?\*\//gs, "")).join();
  assert.doesNotMatch(code, /\bany\b/);
});
