/** A request as a test for pytest, with Paydrill's fixture. */

import type { Exchange } from "../../../api/schemas";
import { addressOf } from "../words";
import { restored } from "./masked";
import { ruleOf } from "./rule";
import { parsed } from "./values";

/** A JSON value as Python writes it. */
export function python(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object") {
    const fields = Object.entries(value).map(
      ([key, each]) => `${JSON.stringify(key)}: ${python(each)}`,
    );
    return `{${fields.join(", ")}}`;
  }
  return JSON.stringify(value);
}

function argumentsOf(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${python(value)}`);
}

/** Have the sandbox do the same again, where a rule did it. */
function scripted(exchange: Exchange): string[] {
  if (exchange.summary.rules.length === 0 || !exchange.summary.operation_id) return [];
  const { when, then } = ruleOf(exchange);
  const { fault, ...rest } = then as { fault?: Record<string, unknown> };
  const named = argumentsOf({ ...rest, ...(fault ?? {}) });
  return [`    paydrill.next(${[`on=${python(when.operation)}`, ...named].join(", ")})`];
}

export function testOf(exchange: Exchange): string {
  const { summary, request } = exchange;
  const { text, missing } = restored(exchange);
  const body = parsed(text);
  const sent =
    body === undefined ? (text ? [`content=${python(text)}`] : []) : [`json=${python(body)}`];
  const type = request.headers["content-type"];
  if (text && body === undefined && type) sent.push(`headers={"Content-Type": ${python(type)}}`);
  const url = `f"{paydrill.url}${addressOf(summary).replace(/[{}"\\]/g, (each) => (/[{}]/.test(each) ? each + each : `\\${each}`))}"`;
  const call = [python(summary.method), url, ...sent].join(", ");
  const asked = summary.operation_id
    ? [`    paydrill.assert_requested(${python(summary.operation_id)}, count=1)`]
    : [];
  const isJson = parsed(exchange.answer.text) !== undefined;
  const status = (parsed(exchange.answer.text) as { status?: unknown } | undefined)?.status;
  return [
    "import httpx",
    "",
    "",
    `def test_${nameOf(exchange)}(paydrill):`,
    ...missing.map((last4) => `    # Fill in the number of the card that ends in ${last4}.`),
    ...scripted(exchange),
    `    answer = httpx.request(${call})`,
    `    assert answer.status_code == ${summary.status}`,
    ...(isJson && typeof status === "string"
      ? [`    assert answer.json()["status"] == ${python(status)}`]
      : []),
    ...asked,
    "",
  ].join("\n");
}

function nameOf({ summary }: Exchange): string {
  const operation = summary.operation_id?.split(".").pop() ?? summary.path;
  const words = `${operation} ${summary.outcome ?? summary.status}`;
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
