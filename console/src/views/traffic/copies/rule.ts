/** A request as a rule of a scenario: the next ones like it meet what it has met. */

import type { Exchange } from "../../../api/schemas";
import { parsed, telling } from "./values";

/** Operations whose outcome a scenario decides by `approved`, `declined` and `pending`. */
const DECIDED = new Set([
  "acquirer.authorize_payment",
  "acquirer.increment_authorization",
  "acquirer.refund_payment",
  "acquirer.reverse_payment",
  "cards.create_payment",
  "cards.refund_transaction",
  "pix.refund_payment",
]);
const OWN = /^(acquirer|cards|pix)\./;
const REFUSED = new Set(["declined", "failed", "rejected"]);
const MOST_CONDITIONS = 3;

export interface Rule {
  readonly id: string;
  readonly when: Readonly<Record<string, unknown>>;
  readonly then: Readonly<Record<string, unknown>>;
}

export function ruleOf(exchange: Exchange): Rule {
  const { summary } = exchange;
  const operation = summary.operation_id ?? "";
  const words = [operation.split(".").pop(), summary.reason ?? summary.outcome ?? summary.status];
  return {
    id: slug(words.join("-")),
    when: { operation, ...conditions(exchange, operation) },
    then: outcome(exchange, operation),
  };
}

function conditions({ request, card_rule }: Exchange, operation: string): Record<string, unknown> {
  // A card decided: then the next ones like it are those with the same card.
  if (card_rule) return card_rule;
  if (DECIDED.has(operation)) {
    const amount = (parsed(request.text) as { amount?: unknown } | undefined)?.amount;
    return typeof amount === "number" ? { amount } : {};
  }
  const body = telling(request.text, MOST_CONDITIONS);
  if (body.length === 0 || OWN.test(operation)) return {};
  return { body: Object.fromEntries(body.map(({ pointer, value }) => [pointer, value])) };
}

function outcome({ summary }: Exchange, operation: string): Record<string, unknown> {
  const { status, outcome: word, reason } = summary;
  if (DECIDED.has(operation) && status < 400) {
    const isCode = /^[a-z0-9_]+$/.test(reason ?? "");
    if (REFUSED.has(word ?? "")) return { declined: isCode ? reason : "do_not_honor" };
    if (word === "pending") return { pending: isCode ? reason : "manual_review" };
    return { approved: true };
  }
  if (!OWN.test(operation)) return { respond: { status } };
  return status >= 400 ? { fault: { status, effect: "none" } } : { delay: { ms: 200 } };
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return words.replace(/^-+|-+$/g, "").slice(0, 40) || "rule";
}

/** As an item of `rules`, two levels deep in block style, and what is below as JSON, which YAML is. */
export function ruleText(rule: Rule, indent = "  "): string {
  const part = (name: string, values: Readonly<Record<string, unknown>>) => [
    `  ${name}:`,
    ...Object.entries(values).map(([key, value]) => `    ${key}: ${plain(value)}`),
  ];
  const lines = [`- id: ${rule.id}`, ...part("when", rule.when), ...part("then", rule.then)];
  return lines.map((line) => indent + line).join("\n");
}

function plain(value: unknown): string {
  if (typeof value === "string" && /^[a-z][\w.-]*$/i.test(value)) return value;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  const fields = Object.entries(value).map(
    ([key, each]) => `${/^[/\w.-]+$/.test(key) ? key : JSON.stringify(key)}: ${plain(each)}`,
  );
  return `{${fields.join(", ")}}`;
}
