/** Texts cut into tokens by the parsers that the editor has as well, loaded when first needed. */

import type { Parser } from "@lezer/common";

export type Language = "json" | "yaml" | "text";

export interface Token {
  readonly text: string;
  /** Empty for text without a colour. */
  readonly kind: "" | "key" | "string" | "number" | "word" | "comment" | "mark";
}

/** Longer texts stay plain: colours are not worth a pause. */
const LONGEST = 100_000;

const PARSERS: Record<Exclude<Language, "text">, () => Promise<Parser>> = {
  json: async () => (await import("@lezer/json")).parser,
  yaml: async () => (await import("@lezer/yaml")).parser,
};

export async function highlighted(text: string, language: Language): Promise<readonly Token[]> {
  if (language === "text" || text.length > LONGEST) return [{ text, kind: "" }];
  const [parser, { tokensOf }] = await Promise.all([
    PARSERS[language](),
    import("./highlight-tokens"),
  ]);
  return tokensOf(text, parser.parse(text));
}
