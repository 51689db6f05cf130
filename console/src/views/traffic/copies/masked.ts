/** What the log has taken out of a request, put back with values for tests. */

/** Test cards by their last four digits; the log keeps no more of a card. */
const CARDS: Record<string, string> = {
  "0005": "378282246310005",
  "1111": "4111111111111111",
  "1117": "6011111111111117",
  "4242": "4242424242424242",
  "4444": "5555555555554444",
};
const ANY_CARD = "4111111111111111";
const SECRET_CODE = /("(?:cvv|cvc|cvv2|security_code)"\s*:\s*)"\*+"/g;
const SECRET_CODE_IN_FORM = /((?:cvv|cvc)(?:%5D|\])?=)\*+/g;

export interface Restored {
  readonly text: string;
  /** What was put in, for people. */
  readonly notes: readonly string[];
}

export function restored(text: string): Restored {
  const notes = new Set<string>();
  const withCards = text.replace(/\*{6,}(\d{4})/g, (_, last4: string) => {
    const card = CARDS[last4] ?? ANY_CARD;
    notes.add(`The log keeps no card numbers: ${card} is a test card.`);
    return card;
  });
  const withCodes = withCards.replace(SECRET_CODE, '$1"123"').replace(SECRET_CODE_IN_FORM, "$1123");
  if (withCodes !== withCards) notes.add("The log keeps no security codes: 123 is put in.");
  if (withCodes.includes("***")) notes.add("Where *** stands, the log has removed a secret.");
  return { text: withCodes, notes: [...notes] };
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
