/** What a key means, where the pointer rests on it or on its value. */

import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { type Grammar, type Schema, written } from "./grammar";
import { Outline } from "./outline";

const MOST_WORDS = 12;

export function hoverBy(grammar: () => Grammar | null) {
  return hoverTooltip((view, place) => meaning(view, place, grammar()));
}

/** The meaning of what stands at a place; the keyboard asks for it too. */
export function meaning(view: EditorView, place: number, grammar: Grammar | null): Tooltip | null {
  const entry = new Outline(view.state.doc.toString()).around(place);
  if (!entry || !grammar) return null;
  const isKey = place <= entry.keyTo;
  const value = view.state.sliceDoc(entry.from, entry.to);
  if (!isKey && /[\n{[]/.test(value)) return null;
  const schemas = grammar.at(entry.path);
  const about = schemas.find((each) => each.description);
  if (!about) return null;
  const pos = isKey && entry.keyTo > entry.keyFrom ? entry.keyFrom : entry.from;
  const end = isKey && entry.keyTo > entry.keyFrom ? entry.keyTo : entry.to;
  return { pos, end, above: true, create: () => ({ dom: drawn(about, schemas) }) };
}

function drawn(about: Schema, schemas: readonly Schema[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-meaning";
  const add = (name: string, text: string) => {
    const part = document.createElement(name);
    part.textContent = text;
    box.append(part);
  };
  if (about.title) add("strong", about.title);
  add("p", about.description ?? "");
  const words = schemas.flatMap((each) => each.enum ?? []).map(written);
  const more = words.length > MOST_WORDS ? `, and ${words.length - MOST_WORDS} more` : "";
  if (words.length) add("p", `One of ${words.slice(0, MOST_WORDS).join(", ")}${more}.`);
  const [example] = about.examples ?? [];
  if (example !== undefined && !words.length) add("p", `Such as ${written(example)}`);
  return box;
}
