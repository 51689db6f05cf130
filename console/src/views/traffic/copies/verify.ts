/** A request as a question to the log: was it made, and once? */

import type { Exchange } from "../../../api/schemas";
import { quoted } from "./curl";
import { telling } from "./values";

const MOST = 4;

export function verificationOf({ summary, request }: Exchange): object {
  const body = telling(request.text, MOST).map(({ pointer, value }) => [pointer, value]);
  return {
    matching: {
      ...(summary.operation_id
        ? { operation: summary.operation_id }
        : { method: summary.method, path: summary.path }),
      ...(body.length > 0 ? { body: Object.fromEntries(body) } : {}),
    },
    count: 1,
  };
}

export function verifyOf(exchange: Exchange, base: string): string {
  const body = JSON.stringify(verificationOf(exchange));
  return [
    `curl -s ${quoted(`${base}_control/requests/verify`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${quoted(body)}`,
  ].join(" \\\n  ");
}
