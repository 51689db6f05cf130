/** A request as a command of curl. */

import type { Exchange } from "../../../api/schemas";
import { addressOf } from "../words";
import { restored, restoredHeaders } from "./masked";

/** Quote for a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `base` is the URL of the sandbox, with a slash at its end. */
export function curlOf(exchange: Exchange, base: string, sandbox: string): string {
  const { summary, request } = exchange;
  const { text: body, missing } = restored(exchange);
  const method = summary.method === (body ? "POST" : "GET") ? [] : [`-X ${summary.method}`];
  const headers = restoredHeaders(request.headers, sandbox).map(
    ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
  );
  const url = quoted(base + addressOf(summary).replace(/^\//, ""));
  const parts = [...method, ...headers, ...(body ? [`--data-raw ${quoted(body)}`] : [])];
  const lacks = missing.map((last4) => `# Fill in the number of the card that ends in ${last4}.\n`);
  return [`${lacks.join("")}curl -i ${url}`, ...parts].join(" \\\n  ");
}
