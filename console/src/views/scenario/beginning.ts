/** Begin a scenario: an empty one, or one with a rule that was made of a request. */

import { askFor } from "../../shell/prompt";
import { type ScenarioList, textOf, validated } from "./calls";
import { draftOf, keepDraft } from "./drafts";
import { Outline } from "./editor/outline";
import { scenarioAround, withRule } from "./new-rule";

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

const beginning = (name: string) => `scenario: 1
name: ${name}
description: What our checkout must survive.

rules:
  - id: insufficient-funds
    when: {operation: cards.create_payment, amount: 0.01}
    then: {declined: insufficient_funds}

examples:
  - given: {operation: cards.create_payment, amount: 0.01}
    expect: {declined: insufficient_funds, rule: insufficient-funds}
`;

/** Ask for a name and begin a scenario of that name; null if whoever is asked thinks better of it. */
export async function begin(list: ScenarioList | null): Promise<string | null> {
  const taken = new Set(list?.scenarios.map((each) => each.name));
  const name = await askFor({
    title: "Begin a scenario",
    label: "Name",
    hint: "Small letters, digits and hyphens; best the name of its file.",
    check: (given) => {
      if (taken.has(given)) return "There is one of that name.";
      return NAME.test(given) ? "" : "Use 1 to 63 small letters, digits and hyphens.";
    },
    action: "Begin it",
  });
  if (name) keepDraft(name, { was: "", text: beginning(name), switches: false });
  return name;
}

/**
 * Put a rule first: in the active scenario if it is the sandbox's own, and else in one that includes
 * it, which decides here once it is kept. The name of that scenario, and the rule's id.
 */
export async function takeRule(
  rule: string,
  list: ScenarioList,
): Promise<{ name: string; id: string }> {
  const { active, scenarios } = list;
  const isOwn = scenarios.some((each) => each.name === active && each.belongs_to === "sandbox");
  const name = isOwn ? active : `my-${active}`.slice(0, 63);
  const draft = draftOf(name);
  const isThere = !draft && scenarios.some((each) => each.name === name);
  const stored = isThere ? await textOf(name) : null;
  const was = draft?.was ?? stored?.source ?? "";
  const text = draft?.text ?? stored?.source ?? (await around(name, active));
  const inserted = withRule(text, rule);
  keepDraft(name, { was, text: inserted.text, switches: name !== active });
  return { name, id: inserted.id };
}

/** A scenario that includes the active one; a copy of it, if its file cannot be included. */
async function around(name: string, active: string): Promise<string> {
  const stored = await textOf(active);
  const file = stored.file?.replace(/^.*[\\/]/, "") ?? `${active}.yaml`;
  const text = scenarioAround(name, active, file);
  const verdict = await validated(text, new AbortController().signal);
  if (verdict.valid) return text;
  const place = new Outline(stored.source).find("name");
  const { source } = stored;
  return place ? source.slice(0, place.from) + name + source.slice(place.to) : source;
}
