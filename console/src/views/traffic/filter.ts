/** Which requests are shown: a text with terms such as `status:4xx`, and a class of results. */

import type { Line } from "../../api/schemas";

export const RESULTS = {
  any: "All results",
  refused: "Declined or refused",
  "2xx": "2xx",
  "4xx": "4xx",
  "5xx": "5xx",
  rule: "By a rule",
  fault: "With a fault",
} as const;

export type Result = keyof typeof RESULTS;

export type Match = (line: Line) => boolean;

const REFUSALS = new Set(["declined", "failed", "rejected", "refused", "requires_payment_method"]);

const BY_RESULT: Record<Result, Match> = {
  any: () => true,
  refused: (line) => line.status >= 400 || REFUSALS.has(line.outcome ?? ""),
  "2xx": (line) => line.status >= 200 && line.status < 300,
  "4xx": (line) => line.status >= 400 && line.status < 500,
  "5xx": (line) => line.status >= 500,
  rule: (line) => line.rules.length > 0,
  fault: (line) => line.fault !== null || line.delay_ms > 0,
};

/** Terms with a name: `rule:default/*`, `-method:get`. */
const FIELDS: Record<string, (line: Line) => string> = {
  method: (line) => line.method,
  path: (line) => (line.query ? `${line.path}?${line.query}` : line.path),
  status: (line) => String(line.status),
  outcome: (line) => line.outcome ?? "",
  reason: (line) => line.reason ?? "",
  rule: (line) => line.rules.join(" "),
  fault: (line) => String(line.fault ?? ""),
  operation: (line) => line.operation_id ?? "",
  sandbox: (line) => line.sandbox,
  id: (line) => line.request_id,
};

export const FIELD_NAMES = Object.keys(FIELDS);

function wholeOf(line: Line): string {
  return Object.values(FIELDS)
    .map((field) => field(line))
    .join(" ")
    .toLowerCase();
}

function fits(found: string, wanted: string): boolean {
  if (/^[1-5]xx$/.test(wanted)) return found.startsWith(wanted.charAt(0));
  if (!wanted.includes("*")) return found.includes(wanted);
  const parts = wanted.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(found);
}

function matchOf(term: string): Match {
  const isDenied = term.length > 1 && term.startsWith("-");
  const said = (isDenied ? term.slice(1) : term).toLowerCase();
  const at = said.indexOf(":");
  const field = at > 0 ? FIELDS[said.slice(0, at)] : undefined;
  const holds: Match = field
    ? (line) => fits(field(line).toLowerCase(), said.slice(at + 1))
    : (line) => wholeOf(line).includes(said);
  return isDenied ? (line) => !holds(line) : holds;
}

/** All terms have to hold, and the result has to be of the class. */
export function filterOf(text: string, result: Result): Match {
  const terms = text.trim().split(/\s+/).filter(Boolean).map(matchOf);
  const isOfClass = BY_RESULT[result];
  return (line) => isOfClass(line) && terms.every((holds) => holds(line));
}

export function resultOf(text: string | null): Result {
  return text !== null && text in RESULTS ? (text as Result) : "any";
}
