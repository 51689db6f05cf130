/** What the log has taken out of a request, put back with values for tests. */

import type { Exchange } from "../../../api/schemas";

/** Test cards that are approved, by their last four digits; rules name those that are not. */
const APPROVED: readonly string[] = [
  "378282246310005",
  "4111111111111111",
  "6011111111111117",
  "4242424242424242",
  "5555555555554444",
];
const MASKED_CARD = /\*{8,15}\d{4}/g;
const SECRET_CODE = /("(?:cvv|cvc|cvv2|security_code)"\s*:\s*)"\*+"/g;
const SECRET_CODE_IN_FORM = /((?:cvv|cvc)(?:%5D|\])?=)\*+/g;

export interface Restored {
  readonly text: string;
  /** What was put in, for people. */
  readonly notes: readonly string[];
  /** Last four digits of the cards that have to be filled in. */
  readonly missing: readonly string[];
}

/** Put test cards in where there is exactly one that fits; the other places are left empty. */
export function restored({ request, rule_cards }: Exchange): Restored {
  const notes = new Set<string>();
  const missing = new Set<string>();
  const withCards = (request.text ?? "").replace(MASKED_CARD, (masked) => {
    const last4 = masked.slice(-4);
    const fitting = [...new Set([...rule_cards, ...APPROVED])].filter(
      (each) => each.endsWith(last4) && each.length === masked.length,
    );
    const [card] = fitting;
    if (card && fitting.length === 1) {
      notes.add(`The log keeps no card numbers: ${card} is the test card that ends in ${last4}.`);
      return card;
    }
    missing.add(last4);
    const known = fitting.length ? ` It may be ${fitting.join(" or ")}.` : "";
    notes.add(`Fill in the number of the card that ends in ${last4}: the log keeps none.${known}`);
    return "";
  });
  const withCodes = withCards.replace(SECRET_CODE, '$1"123"').replace(SECRET_CODE_IN_FORM, "$1123");
  if (withCodes !== withCards) notes.add("The log keeps no security codes: 123 is put in.");
  if (withCodes.includes("***")) notes.add("Where *** stands, the log has removed a secret.");
  return { text: withCodes, notes: [...notes], missing: [...missing] };
}

/** Headers that a client sets by itself, or that the way here has added. */
const OF_THE_WAY = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "origin",
  "priority",
  "referer",
  "user-agent",
]);

/** The headers that matter, secrets put back by a key of the sandbox. */
export function restoredHeaders(
  headers: Readonly<Record<string, string>>,
  sandbox: string,
): [string, string][] {
  return Object.entries(headers)
    .filter(([name]) => !OF_THE_WAY.has(name) && !name.startsWith("sec-"))
    .filter(([name, value]) => !(name === "accept" && value === "*/*"))
    .map(([name, value]) => [name, value.replace(/\*{3,}/, `sk_test_${sandbox}`)]);
}
