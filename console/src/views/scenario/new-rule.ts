/** Put a rule that was made of a request into the text of a scenario, before all others. */

import { Outline, type Path } from "./editor/outline";

export interface Inserted {
  readonly text: string;
  readonly id: string;
}

export function ruleIds(text: string): readonly string[] {
  const outline = new Outline(text);
  return outline.below(["rules"]).map((_, at) => outline.word("rules", at, "id"));
}

/** The text with the rule first; its id gets a number where there is one of that name. */
export function withRule(text: string, given: string): Inserted {
  const { rule, id } = renamed(asItem(given), ruleIds(text));
  const outline = new Outline(text);
  const rules = outline.find("rules");
  const first = outline.find("rules", 0);
  const value = rules ? text.slice(rules.from, rules.to).trim() : "";
  if (rules && value.startsWith("[") && first) {
    const place = text.indexOf("[", rules.from) + 1;
    return { id, text: `${text.slice(0, place)}${inBrackets(rule)}, ${text.slice(place)}` };
  }
  if (rules && first) {
    const column = first.keyFrom - text.lastIndexOf("\n", first.keyFrom) - 1;
    const place = text.indexOf("\n", rules.keyTo) + 1;
    const second = outline.find("rules", 1);
    const gap = second && /\n\s*\n/.test(text.slice(first.from, second.keyFrom)) ? "\n" : "";
    return {
      id,
      text: `${text.slice(0, place)}${indented(rule, column)}\n${gap}${text.slice(place)}`,
    };
  }
  if (rules) {
    const rest = text.slice(rules.from + value.length).replace(/^\n+/, "\n");
    const start = text.slice(0, rules.keyTo);
    return { id, text: `${start}:\n${indented(rule, 2)}\n${rest}`.replace(/\n+$/, "\n") };
  }
  const place = outline.find("examples")?.keyFrom ?? text.length;
  const before = text.slice(0, place).trimEnd();
  const after = place < text.length ? `\n${text.slice(place)}` : "";
  return { id, text: `${before}\n\nrules:\n${indented(rule, 2)}\n${after}` };
}

/** A scenario of the sandbox's own: what another one says, after a rule of its own. */
export function scenarioAround(name: string, included: string, file: string): string {
  return `scenario: 1
name: ${name}
description: What ${included} says, after rules of this sandbox's own.
include: [${file}]

rules: []
`;
}

/** Without the indentation of all its lines, and as an item of a list. */
function asItem(given: string): string {
  const lines = given
    .replace(/\r\n?/g, "\n")
    .replace(/^\n+|\s+$/g, "")
    .split("\n");
  const widths = lines.filter((each) => each.trim()).map((each) => each.search(/\S/));
  const plain = lines.map((each) => each.slice(Math.min(...widths)));
  if (/^-\s/.test(plain[0] ?? "")) return plain.join("\n");
  return plain.map((each, at) => `${at === 0 ? "- " : "  "}${each}`).join("\n");
}

function renamed(rule: string, taken: readonly string[]): { rule: string; id: string } {
  const outline = new Outline(rule);
  const place = outline.find(0, "id");
  const given = outline.word(0, "id");
  if (!place || !taken.includes(given)) return { rule, id: given };
  let number = 2;
  while (taken.includes(`${given}-${number}`)) number += 1;
  const id = `${given}-${number}`;
  return { id, rule: rule.slice(0, place.from) + id + rule.slice(place.to) };
}

function indented(rule: string, column: number): string {
  return rule.replace(/^(?=.)/gm, " ".repeat(column));
}

function inBrackets(rule: string): string {
  const outline = new Outline(rule);
  const one = (path: Path): string => {
    const below = outline.below(path);
    const parts = below.map((each) => {
      const step = each.path.at(-1);
      return typeof step === "number" ? one(each.path) : `"${step}": ${one(each.path)}`;
    });
    if (parts.length)
      return typeof below[0]?.path.at(-1) === "number" ? `[${parts}]` : `{${parts}}`;
    const entry = outline.find(...path);
    return entry ? rule.slice(entry.from, entry.to) : "null";
  };
  return one([0]);
}
