/** Where a rule stands: in a scenario's own text, or in one that it includes. */

import { orNull, textOf } from "./calls";
import { Outline } from "./editor/outline";
import { ruleIds } from "./new-rule";

/** The scenarios that a text includes, by the names of their files. */
function included(text: string): readonly string[] {
  const outline = new Outline(text);
  const files = outline.below(["include"]).map((_, at) => outline.word("include", at));
  return files.map((each) => each.replace(/^.*\//, "").replace(/\.ya?ml$/, ""));
}

/** The name of the included scenario that has the rule; null if none has. */
export async function whereIs(
  id: string,
  text: string,
  seen: Set<string> = new Set(),
): Promise<string | null> {
  for (const name of included(text)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const found = await orNull(textOf(name));
    if (!found) continue;
    if (ruleIds(found.source).includes(id)) return name;
    const below = await whereIs(id, found.source, seen);
    if (below) return below;
  }
  return null;
}
