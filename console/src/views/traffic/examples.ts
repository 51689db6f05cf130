/** What to try first, from the contracts that are served. */

import { api, bodyOf } from "../../api/client";
import { base } from "../../api/place";
import type { Example } from "../../parts/teaching";

const JSON_TYPE: readonly [string, string] = ["Content-Type", "application/json"];

function post(title: string, path: string, body: string): Example {
  const url = base.value + path;
  return { title, request: { method: "POST", url, headers: [JSON_TYPE], body } };
}

const payment = (amount: string) =>
  `{"card_number": "4111111111111111", "amount": ${amount}, "currency": "USD", "customer_name": "Maria Oliveira"}`;

const OWN: Record<string, () => readonly Example[]> = {
  acquirer: () => [
    post("A card payment", "payment", payment("150.00")),
    post("One that is declined", "payment", payment("0.01")),
  ],
  pix: () => [post("A PIX charge", "payments", '{"value": 10.00}')],
};

const MOST_CONTRACTS = 3;

/** An operation of a contract that asks for least: a GET with few parameters. */
async function ofContract(name: string): Promise<Example | null> {
  const path = { contract: name };
  const found = await bodyOf(api().GET("/contracts/{contract}", { params: { path } }));
  const reads = found.operations.filter((each) => each.method === "GET");
  const holes = (each: { path: string }) => each.path.split("{").length;
  const first = reads.sort((one, other) => holes(one) - holes(other))[0];
  if (!first) return null;
  const url = base.value + first.path.replace(/^\//, "").replace(/\{[^}]+\}/g, "1");
  return { title: `GET ${first.path}`, request: { method: "GET", url, headers: [] } };
}

export async function examples(): Promise<readonly Example[]> {
  const { contracts } = await bodyOf(api().GET("/contracts"));
  const own = contracts.flatMap(({ name }) => OWN[name]?.() ?? []);
  if (own.length > 0) return own;
  const others = contracts.slice(0, MOST_CONTRACTS).map(({ name }) => ofContract(name));
  return (await Promise.all(others)).filter((each) => each !== null);
}
