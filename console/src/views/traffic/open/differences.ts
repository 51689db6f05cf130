/** Where two exchanges differ: facts, values of the bodies by JSON Pointer, headers. */

import type { Exchange, LoggedMessage } from "../../../api/schemas";
import { parsed, pointed } from "../copies/values";
import { durationOf } from "../words";

export interface Difference {
  readonly where: string;
  readonly first: string;
  readonly second: string;
}

type Values = ReadonlyMap<string, string>;

export function differences(first: Exchange, second: Exchange): Difference[] {
  return [
    ...compared(facts(first), facts(second)),
    ...compared(values("request", first.request), values("request", second.request)),
    ...compared(values("answer", first.answer), values("answer", second.answer)),
  ];
}

function facts({ summary }: Exchange): Values {
  return new Map([
    ["method", summary.method],
    ["path", summary.path],
    ["query", summary.query],
    ["status", String(summary.status)],
    ["outcome", summary.outcome ?? ""],
    ["reason", summary.reason ?? ""],
    ["rules", summary.rules.join(", ")],
    ["fault", String(summary.fault ?? "")],
    ["delay", `${summary.delay_ms} ms`],
    ["took", durationOf(summary.duration_us)],
  ]);
}

function values(side: string, message: LoggedMessage): Values {
  const body = parsed(message.text);
  const inBody: [string, string][] =
    body === undefined
      ? [[`${side} body`, message.text ?? ""]]
      : pointed(body).map(({ pointer, value }) => [`${side} ${pointer}`, JSON.stringify(value)]);
  const inHeaders = Object.entries(message.headers).map(([name, value]): [string, string] => [
    `${side} ${name}:`,
    value,
  ]);
  return new Map([...inBody, ...inHeaders]);
}

function compared(first: Values, second: Values): Difference[] {
  const places = [...new Set([...first.keys(), ...second.keys()])];
  return places
    .map((where) => ({ where, first: first.get(where) ?? "", second: second.get(where) ?? "" }))
    .filter((each) => each.first !== each.second);
}
