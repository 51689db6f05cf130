/** A server is started for tests, and is gone when they are over, however they end. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { Paydrill } from "@paydrill/testing";

import { Project, ROOT } from "./project.mjs";

const STARTS = `
  import { Paydrill } from "@paydrill/testing";
  await Paydrill.start().then(
    ({ url }) => console.log(url),
    (error) => console.log(error.message),
  );
`;
const URL_ALONE = /^http:\/\/127\.0\.0\.1:\d+\n$/;
const project = new Project({
  "starts.mjs": STARTS,
  "holds.mjs": `
    import { Paydrill } from "@paydrill/testing";
    console.log((await Paydrill.start()).url);
    process.stdin.once("data", () => process.stdin.unref()); // and does not stop it
  `,
});
const ORDER = {
  intent: "CAPTURE",
  purchase_units: [{ amount: { currency_code: "EUR", value: "42.00" } }],
};

test("any contract is directed, behind a token", async () => {
  const contracts = join(ROOT, "gallery/orders.yaml");
  const args = ["--unknown-ids", "404"];
  const server = await Paydrill.start({
    contracts,
    args,
    scenario: "default",
    controlToken: "sesame",
  });
  try {
    const sandbox = await server.sandbox("mine", { seed: 7 });
    await sandbox.next({ on: "createOrder", respond: { status: 422 } });
    const headers = { "content-type": "application/json", authorization: "Bearer any" };
    const order = () =>
      fetch(`${sandbox.url}/v2/orders`, { method: "POST", headers, body: JSON.stringify(ORDER) });
    assert.equal((await order()).status, 422);
    const made = await (await order()).json();
    const webhooks = await sandbox.webhooks();
    await sandbox.sendWebhook("order.captured", made.id);
    assert.equal((await webhooks.waitFor("order.captured")).body.resource.id, made.id);
    sandbox.close();
    await sandbox.assertRequested("createOrder", { count: 2, body: { "/intent": "CAPTURE" } });
    assert.deepEqual(
      (await sandbox.events()).map((each) => each.type),
      ["order.created", "order.captured"],
    );
    for (const call of [
      () => sandbox.decline("do_not_honor"),
      () => sandbox.total("captured", "USD"),
      () => sandbox.payPix(1),
    ]) {
      await assert.rejects(call, /is for Paydrill's own .*pix, and .* serves orders/);
    }
    await assert.rejects(Paydrill.connect(server.url).sandbox(), { status: 401 });
    const known = Paydrill.connect(`${server.url}/`, { controlToken: "sesame" });
    assert.equal((await known.sandbox("other")).url, `${server.url}/~other`);
  } finally {
    await server.stop();
  }
  await server.stop();
  await assert.rejects(
    Paydrill.connect(server.url).sandbox(),
    /^NotAnswered: No server answers at /,
  );
});

test("a server that cannot start says why", async () => {
  await assert.rejects(Paydrill.start({ args: ["--smples", "full"] }), {
    name: "PaydrillError",
    message:
      /^The server ended with 2 before it answered:\n.*'--smples'. Did you mean '--samples'\?/,
  });
  await assert.rejects(
    Paydrill.start({ command: ["no-such-program"] }),
    /The server does not start: spawn no-such-program ENOENT\. Install Paydrill's package, or .*[^:]$/,
  );
  await assert.rejects(Paydrill.start({ contract: "shop.yaml" }), {
    name: "PaydrillError",
    message: /^The start of a server has no option contract; there are contracts, scenario,/,
  });
  assert.throws(() => Paydrill.connect("localhost:8000"), /is no URL of a server/);
});

test("a token is on no command line", async () => {
  const script = 'echo "$*, $PAYDRILL_CONTROL_TOKEN" >&2; exit 1';
  await assert.rejects(
    Paydrill.start({ command: ["/bin/sh", "-c", script, "sh"], controlToken: "sesame" }),
    /before it answered:\n--port 0 [^,]*, sesame$/,
  );
});

test("settings of the folder do not keep a server from starting", async () => {
  const settings = 'workers = 2\ntls-self-signed = true\nstore = "tinydb:x.tinydb"\n';
  const other = new Project({ "paydrill.toml": settings, "starts.mjs": STARTS });
  const run = () => other.run(`${process.execPath} starts.mjs`);
  for (const { told } of await Promise.all([run(), run()])) assert.match(told, URL_ALONE);
});

test("the program is looked for; where none is found, all are named", async () => {
  const none = { PATH: project.folder, PAYDRILL_COMMAND: "" };
  const { told } = await project.run(`${process.execPath} starts.mjs`, none);
  assert.match(told, /none of paydrill, python3 -m paydrill starts/);
  assert.match(told, /PAYDRILL_COMMAND; in a clone, after `make run`, it is/);
  const [python] = process.env.PAYDRILL_COMMAND.split(" ");
  const script = `#!/bin/sh\nPYTHONPATH="${ROOT}" exec ${python} -m paydrill "$@"\n`;
  project.write({ paydrill: script });
  chmodSync(join(project.folder, "paydrill"), 0o755);
  const found = await project.run(`${process.execPath} starts.mjs`, none);
  assert.match(found.told, URL_ALONE);
  project.write({ "pay drill": script });
  chmodSync(join(project.folder, "pay drill"), 0o755);
  for (const quote of ["'", '"']) {
    const command = `${quote}${project.folder}/pay drill${quote} serve`;
    const named = { ...none, PAYDRILL_COMMAND: command };
    assert.match((await project.run(`${process.execPath} starts.mjs`, named)).told, URL_ALONE);
  }
});

test("a program that ends or is killed leaves no server", async () => {
  for (const end of [(holder) => holder.kill("SIGKILL"), (holder) => holder.stdin.write("\n")]) {
    const holder = project.begin("holds.mjs");
    const [url] = await once(createInterface(holder.stdout), "line");
    const client = createConnection(Number(new URL(url).port), "127.0.0.1");
    await once(client, "connect");
    const closed = once(client.resume(), "close");
    end(holder);
    await closed;
    await assert.rejects(fetch(url));
  }
});
