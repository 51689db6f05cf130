/** What is shown in the editor beside its text: findings, hit counts, differences, the asked-for rule. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, Problem } from "../../api/problem";
import { go, hrefOf, route } from "../../shell/route";
import { toast } from "../../shell/telling";
import type { Against } from "./bar";
import { type ScenarioList, textOf } from "./calls";
import type { Editing, Opened } from "./editing";
import type { OwnWords } from "./editor/completion";
import type { Editor } from "./editor/create";
import { Outline } from "./editor/outline";
import { isInText } from "./findings";
import { whereIs } from "./included";
import { ruleIds } from "./new-rule";
import type { Rule } from "./rules";
import { fileText } from "./saving";

/** Underline what the server finds. */
export function useFindingsShown(editor: Editor | null, editing: Editing): void {
  const verdict = editing.verdict.value;
  useEffect(() => {
    if (!verdict || !editor) return;
    const mistakes = verdict.problems.filter(isInText);
    editor.showFindings([
      ...mistakes.map((each) => ({ ...each, severity: "error" as const })),
      ...verdict.examples.failed.map((each) => ({ ...each, severity: "warning" as const })),
    ]);
  }, [editor, verdict]);
}

/** Show the counts of the text's own rules. */
export function useCountsShown(editor: Editor | null, rules: readonly Rule[]): void {
  const counted = rules.filter((each) => each.isOwn && each.count !== null);
  const counts = JSON.stringify(counted.map(({ id, count }) => [id, count]));
  useEffect(() => {
    const pairs = JSON.parse(counts) as [string, number][];
    editor?.showCounts(pairs.length ? new Map(pairs) : null);
  }, [editor, counts]);
}

/** Show the difference to the text that is chosen; why that is not possible, if it is not. */
export function useDifference(
  editor: Editor | null,
  editing: Editing,
  opened: Opened,
  against: Against,
  active: string,
): Problem | null {
  const [problem, setProblem] = useState<Problem | null>(null);
  const base = editing.base.value;
  useEffect(() => {
    if (!editor) return;
    let isCurrent = true;
    setProblem(null);
    otherText(against, base, opened, active).then(
      (other) => isCurrent && editor.compareWith(other?.replace(/\r\n?/g, "\n") ?? null),
      (thrown: unknown) => isCurrent && setProblem(asProblem(thrown)),
    );
    return () => {
      isCurrent = false;
    };
  }, [editor, against, base, opened, active]);
  return problem;
}

async function otherText(
  against: Against,
  base: string,
  opened: Opened,
  active: string,
): Promise<string | null> {
  if (against === "saved") return base;
  if (against === "active") return (await textOf(active)).source;
  if (against === "") return null;
  const found = await fileText(opened.name);
  if (found !== null) return found;
  const why = `The server has no file of a scenario ${opened.name} to compare with.`;
  throw new Problem("There is no such file", why, 404);
}

/** Go to the rule that the address names, and to any other by its id. */
export function useRules(editor: Editor | null, editing: Editing): (id: string) => void {
  const asked = route.value.query.get("rule");
  const goTo = useCallback(
    (id: string) => editor && void goToRule(id, editor, editing),
    [editor, editing],
  );
  useEffect(() => {
    if (asked) goTo(asked);
  }, [asked, goTo]);
  useAddressOfRule(editing, asked);
  return goTo;
}

/** Take a rule out of the address once it has another name, or is gone: nothing leads there. */
function useAddressOfRule({ name, text }: Editing, asked: string | null): void {
  const seen = useRef("");
  const now = text.value;
  useEffect(() => {
    if (!asked) return;
    if (ruleIds(now).includes(asked)) seen.current = asked;
    else if (seen.current === asked) go(hrefOf("scenario", [name]), { replace: true });
  }, [name, now, asked]);
}

async function goToRule(id: string, editor: Editor, editing: Editing): Promise<void> {
  const text = editing.text.peek();
  const outline = new Outline(text);
  const at = outline.below(["rules"]).findIndex((_, at) => outline.word("rules", at, "id") === id);
  const place = outline.find("rules", at, "id") ?? outline.find("rules", at);
  if (at >= 0 && place) {
    editor.goTo({ from: place.from, to: place.to });
    return;
  }
  const name = await whereIs(id, text).catch(() => null);
  if (name) go(hrefOf("scenario", [name], { rule: id }));
  else toast(`There is no rule ${id} here`, "It may have been renamed or removed since.", "warn");
}

/** Words that the schema does not have: ids of rules, names of files. */
export function useWords(list: ScenarioList, rules: readonly Rule[]): OwnWords {
  const known = useRef({ list, rules });
  known.current = { list, rules };
  return useCallback(({ path }) => {
    const [first, , ...rest] = path;
    if (first === "examples" && rest.join() === "expect,rule") {
      return known.current.rules.map((each) => each.id);
    }
    const scenarios = known.current.list.scenarios.filter((each) => each.belongs_to === "server");
    return first === "include" ? scenarios.map((each) => `${each.name}.yaml`) : [];
  }, []);
}
