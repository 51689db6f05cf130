/** What can be typed here, by the schema: keys, words, and pieces to begin with. */

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { type Grammar, type Schema, type Snippet, takes, written } from "./grammar";
import { type Cursor, Outline } from "./outline";

/** Words that only the text or the server knows, such as the rules there are. */
export type OwnWords = (cursor: Cursor, outline: Outline) => readonly string[];

const WORD = /^[\w./*"'-]*$/;

export function completionBy(grammar: () => Grammar | null, ownWords: OwnWords) {
  return (context: CompletionContext): CompletionResult | null => {
    const known = grammar();
    const text = context.state.sliceDoc(0, context.pos);
    if (!known || isComment(text)) return null;
    const { cursor } = new Outline(text);
    const outline = new Outline(context.state.doc.toString());
    // Nothing comes up by itself on an empty line, or Enter would never just be Enter.
    const before = text.slice(text.lastIndexOf("\n") + 1);
    const isAsked = context.explicit || (before.trim() !== "" && !/[:}\]]$/.test(before));
    if (!isAsked) return null;
    const schemas = known.at(cursor.path);
    const options = unlike([
      ...(cursor.kind === "value" ? [] : keys(known, schemas, cursor, outline, context)),
      ...(cursor.kind === "key" ? [] : values(known, schemas, cursor)),
      ...(cursor.kind === "value" ? [] : pieces(schemas, known, cursor)),
      ...ownWords(cursor, outline).map((label) => ({ label, type: "constant", boost: 50 })),
    ]);
    return options.length ? { from: cursor.from, options, validFor: WORD } : null;
  };
}

function isComment(text: string): boolean {
  return /(^|[ \t])#[^\n]*$/.test(text.slice(text.lastIndexOf("\n") + 1));
}

function unlike(options: readonly Completion[]): Completion[] {
  const seen = new Map(options.toReversed().map((each) => [each.label, each]));
  return options.filter((each) => seen.get(each.label) === each || seen.delete(each.label));
}

function keys(
  grammar: Grammar,
  schemas: readonly Schema[],
  cursor: Cursor,
  outline: Outline,
  { pos }: CompletionContext,
): Completion[] {
  const others = outline
    .below(cursor.path)
    .filter((each) => each.keyTo < cursor.from || each.keyFrom > pos);
  const taken = new Set(others.map((each) => each.path.at(-1)));
  const named = schemas.flatMap((schema) => [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.propertyNames ? grammar.expanded(schema.propertyNames) : [])
      .flatMap((each) => each.examples ?? [])
      .map((each) => [String(each), schema.additionalProperties || {}] as [string, Schema]),
  ]);
  return named
    .filter(([name, schema]) => !taken.has(name) && !schema.doNotSuggest)
    .map(([name, schema], at) => keyOption(name, grammar.expanded(schema), cursor, -at));
}

function keyOption(
  name: string,
  schemas: readonly Schema[],
  { path, isInBrackets }: Cursor,
  order: number,
): Completion {
  const [first] = schemas;
  const about = {
    label: name,
    type: "property",
    detail: first?.title === name ? "" : (first?.title ?? ""),
    info: first?.description ?? "",
    boost: Math.max(order, -99),
  };
  const start = `${written(name)}: `;
  if (!first || !["object", "array"].includes(String(first.type)))
    return { ...about, apply: start };
  if (path.length === 0 && !isInBrackets && first.type === "array") {
    return snippetCompletion(`${name}:\n\t- \${}`, about);
  }
  return snippetCompletion(first.type === "array" ? `${start}[\${}]` : `${start}{\${}}`, about);
}

function values(
  grammar: Grammar,
  schemas: readonly Schema[],
  { isInBrackets, kind }: Cursor,
): Completion[] {
  const items = kind === "value" ? schemas.flatMap((each) => grammar.expanded(each.items)) : [];
  const exact = [...schemas, ...items].flatMap((schema) => [
    ...(schema.const === undefined ? [] : [schema.const]),
    ...(schema.enum ?? []),
    ...(takes(schema, "boolean") && schema.const === undefined ? [true, false] : []),
  ]);
  const likely = schemas.flatMap((schema) => [
    ...(schema.default === undefined ? [] : [schema.default]),
    ...(schema.examples ?? []),
  ]);
  const isScalar = (value: unknown) => typeof value !== "object" || value === null;
  const info = schemas[0]?.description ?? "";
  return [
    ...exact.map((value) => ({ label: written(value), type: "constant", info })),
    ...likely
      .filter((value) => kind === "value" || isScalar(value) || isInBrackets)
      .map((value) => ({
        label: written(value),
        type: "text",
        detail: "example",
        info,
        boost: -50,
      })),
  ];
}

/** Pieces for an item: at its hyphen, or on an empty line below the list's key. */
function pieces(
  schemas: readonly Schema[],
  grammar: Grammar,
  { kind, path, isInBrackets }: Cursor,
): Completion[] {
  if (isInBrackets) return [];
  const isItem = kind === "item";
  const of =
    isItem || path.length === 0 ? schemas : schemas.flatMap((each) => grammar.expanded(each.items));
  return of
    .flatMap((each) => each.defaultSnippets ?? [])
    .map((each) =>
      snippetCompletion((isItem || path.length === 0 ? "" : "- ") + block(each), {
        label: each.label,
        type: "snippet",
        detail: "piece",
        info: each.description,
        boost: 20,
      }),
    );
}

/** A piece in lines, its first level in lines and what is below in brackets. */
function block({ body }: Snippet): string {
  const lines = Object.entries(body as object).map(([key, value]) => {
    if (!Array.isArray(value)) return `${key}: ${filled(value)}`;
    const items = value.map((each) => {
      const pairs = Object.entries(each as object).map(
        ([name, inner]) => `${name}: ${filled(inner)}`,
      );
      return `\t- ${pairs.join("\n\t\t")}`;
    });
    return `${key}:\n${items.join("\n")}`;
  });
  return lines.join("\n");
}

/** `^${1:0.01}` is a number that is typed over; the sign before it tells it from text. */
function filled(value: unknown): string {
  if (typeof value === "string" && /^\^?\$\{/.test(value)) return value.replace(/^\^/, "");
  if (Array.isArray(value)) return `[${value.map(filled).join(", ")}]`;
  if (typeof value !== "object" || value === null) return written(value);
  const pairs = Object.entries(value).map(
    ([key, each]) => `${/^\$\{/.test(key) ? key : written(key)}: ${filled(each)}`,
  );
  return `{${pairs.join(", ")}}`;
}
