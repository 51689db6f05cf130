/** How often rules have applied, beside the lines where they begin. */

import { RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import { type EditorView, GutterMarker, gutter } from "@codemirror/view";
import { Outline } from "./outline";

/** Counts by the ids of the text's own rules; null where the scenario does not decide. */
export type Counts = ReadonlyMap<string, number> | null;

class Count extends GutterMarker {
  constructor(private readonly count: number) {
    super();
  }

  override eq(other: Count): boolean {
    return other.count === this.count;
  }

  override toDOM(): Node {
    const part = document.createElement("span");
    part.textContent = String(this.count);
    part.className = this.count > 0 ? "is-hit" : "";
    part.title = this.count === 1 ? "has applied once" : `has applied ${this.count} times`;
    return part;
  }
}

const given = StateEffect.define<Counts>();

const counts = StateField.define<Counts>({
  create: () => null,
  update: (before, { effects }) =>
    effects.reduce((found, each) => (each.is(given) ? each.value : found), before),
});

function markers(doc: Text, found: Counts) {
  const builder = new RangeSetBuilder<GutterMarker>();
  const outline = new Outline(found ? doc.toString() : "");
  outline.below(["rules"]).forEach((each, at) => {
    const count = found?.get(outline.word("rules", at, "id"));
    const { from } = doc.lineAt(each.keyFrom);
    if (count !== undefined) builder.add(from, from, new Count(count));
  });
  return builder.finish();
}

const marks = StateField.define({
  create: (state) => markers(state.doc, null),
  update: (before, { docChanged, effects, state }) =>
    docChanged || effects.some((each) => each.is(given))
      ? markers(state.doc, state.field(counts))
      : before,
});

export const hitCounts = [
  counts,
  marks,
  gutter({ class: "cm-hits", markers: (view) => view.state.field(marks) }),
];

export function showCounts(view: EditorView, found: Counts): void {
  view.dispatch({ effects: given.of(found) });
}
