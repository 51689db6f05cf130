/** The tokens of a parsed text; the names of their kinds are those of `tok-` classes. */

import type { Tree } from "@lezer/common";
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import type { Token } from "./highlight";

const HIGHLIGHTER = tagHighlighter([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "key" },
  { tag: [tags.string, tags.special(tags.string)], class: "string" },
  { tag: tags.number, class: "number" },
  { tag: [tags.bool, tags.null, tags.keyword, tags.atom], class: "word" },
  { tag: [tags.comment, tags.lineComment], class: "comment" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], class: "mark" },
]);

export function tokensOf(text: string, tree: Tree): Token[] {
  const found: Token[] = [];
  highlightCode(
    text,
    tree,
    HIGHLIGHTER,
    (part, classes) => found.push({ text: part, kind: classes.split(" ")[0] as Token["kind"] }),
    () => found.push({ text: "\n", kind: "" }),
  );
  return found;
}
