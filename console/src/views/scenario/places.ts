/** Where the server's findings stand in a text, and what it proposes to write instead. */

import type { Finding } from "./calls";

/** Line breaks as YAML counts them. */
const BREAK = /\r\n|[\r\n\x85\u2028\u2029]/g;
const WORD = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,[\]{}:]+(?::[^\s,[\]{}:]+)*/y;
const PROPOSAL = /(['"])([^'"]+)\1[^'"]*; did you mean (['"]?)([^'"?]+)\3\?$/;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The offset of a line and a column, both counted from 1, the column in characters. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  let number = 1;
  for (const found of text.matchAll(BREAK)) {
    if (number === line) break;
    start = found.index + found[0].length;
    number += 1;
  }
  const letters = [...text.slice(start, start + column * 2)].slice(0, column - 1);
  return Math.min(start + letters.join("").length, text.length);
}

/** The word that a finding is about. */
export function rangeOf(text: string, { line, column }: Pick<Finding, "line" | "column">): Range {
  const from = offsetOf(text, line, column);
  WORD.lastIndex = from;
  return { from, to: from + (WORD.exec(text)?.[0].length ?? bracketsAt(text, from)) };
}

/** How long what is in brackets is, up to the end of the line. */
function bracketsAt(text: string, from: number): number {
  let depth = 0;
  const [line = ""] = text.slice(from).split("\n", 1);
  for (const [at, letter] of [...line].entries()) {
    if ("{[".includes(letter)) depth += 1;
    if ("}]".includes(letter)) depth -= 1;
    if (depth <= 0) return depth < 0 ? at : at + 1;
  }
  return line.length;
}

export interface Proposal extends Range {
  readonly insert: string;
}

/** What the finding means by "did you mean", as a change of the text. */
export function proposalOf(text: string, finding: Finding): Proposal | null {
  const [, , wrong, , right] = PROPOSAL.exec(finding.message) ?? [];
  const { from, to } = rangeOf(text, finding);
  const word = text.slice(from, to);
  if (!wrong || !right || word.replace(/^["']|["']$/g, "") !== wrong) return null;
  return { from, to, insert: word.replace(wrong, () => right) };
}
