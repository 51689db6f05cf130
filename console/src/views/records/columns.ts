/** Which fields of a kind are columns: those for people first, then whatever its records have. */

import type { Stored } from "./schemas";

const MOST = 4;
const LONGEST = 60;

/** Fields of our own kinds that tell the most, in order. */
const FIRST = [
  "customer",
  "brand",
  "last4",
  "captured",
  "refunded",
  "returned",
  "stage",
  "reason",
  "evidence_due_at",
  "message",
  "description",
  "name",
  "title",
  "email",
];
/** Shown in columns of their own, or of no use to people. */
const LAST =
  /^(id|object|livemode|client_secret|status|state|created.*|updated.*|number|.*_event|.*_id)$/;

function isShort(value: unknown): boolean {
  if (typeof value === "string") return value !== "" && value.length <= LONGEST;
  return typeof value === "number" || typeof value === "boolean";
}

function rank(name: string, at: number): number {
  const first = FIRST.indexOf(name);
  if (first >= 0) return first;
  return FIRST.length + at + (LAST.test(name) ? 1000 : 0);
}

export function columnsOf(records: readonly Stored[]): string[] {
  const found = new Map<string, number>();
  for (const { id, fields } of records.slice(0, 50)) {
    for (const [name, value] of Object.entries(fields)) {
      if (isShort(value) && value !== id && !["status", "state"].includes(name)) {
        found.set(name, found.get(name) ?? found.size);
      }
    }
  }
  const names = [...found].sort(([a, at], [b, bt]) => rank(a, at) - rank(b, bt));
  return names.slice(0, MOST).map(([name]) => name);
}

/** `evidence_due_at` as `Evidence due at`. */
export function titleOf(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
