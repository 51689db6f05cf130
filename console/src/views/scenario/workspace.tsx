/** One scenario: its bar, its editor, what is found in it, and its rules. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { asProblem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useKeys } from "../../shell/keys";
import { confirmed } from "../../shell/prompt";
import { go, hrefOf } from "../../shell/route";
import { toast } from "../../shell/telling";
import { type Against, Saving, Which } from "./bar";
import { type ScenarioList, takeBack } from "./calls";
import { Conflict } from "./conflict";
import { dropDraft } from "./drafts";
import { Editing, type Opened } from "./editing";
import type { Editor } from "./editor/create";
import { Findings } from "./findings";
import { EditorHost } from "./host";
import { rangeOf } from "./places";
import { type Rule, Rules, rulesOf } from "./rules";
import { usualTarget } from "./saving";
import { useCountsShown, useDifference, useFindingsShown, useRules, useWords } from "./use-editor";
import { useHits } from "./use-hits";
import { useSaver } from "./use-saver";

interface Props {
  opened: Opened;
  list: ScenarioList;
  reload: () => void;
}

export function Workspace({ opened, list, reload }: Props) {
  const { name } = opened;
  const isActive = name === list.active;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed outlives a new reading.
  const editing = useMemo(() => new Editing(opened), [name]);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [against, setAgainst] = useState<Against>("");
  const saver = useSaver({
    opened,
    editing,
    editor,
    reload,
    onLook: () => setAgainst("saved"),
    onSaved: () => setAgainst(""),
  });
  const rules = rulesOf(editing.text.value, name, useHits(isActive));
  const difference = useDifference(editor, editing, opened, against, list.active);
  const failure = saver.problem ?? difference;
  const ownWords = useWords(list, rules);
  useEffect(() => () => editing.stop(), [editing]);
  useKeys(() => keysOf(editor, () => void saver.run(usualTarget(opened))), [editor]);
  return (
    <div class="view whole scenario">
      <div class="bar">
        <h1 class="unseen">Scenario {name}</h1>
        <Which name={name} list={list} reload={reload} />
        <span class="push row">
          <Saving
            opened={opened}
            editing={editing}
            list={list}
            against={against}
            onAgainst={setAgainst}
            onSave={saver.run}
            onTakeBack={() => editor?.setText(editing.base.peek())}
            onRemove={() => void remove(editing, reload)}
          />
        </span>
      </div>
      <div class="scenario-body">
        <div class="scenario-main">
          {failure && <ProblemNote problem={failure} />}
          <EditorHost
            text={editing.text.peek()}
            ownWords={ownWords}
            onChange={(text) => editing.set(text)}
            onReady={setEditor}
          />
          <Found editing={editing} editor={editor} />
        </div>
        <Aside editing={editing} editor={editor} rules={rules} list={list} />
      </div>
      {saver.conflict && (
        <Conflict
          name={name}
          target={saver.conflict}
          onChoice={(choice) => void saver.choose(choice)}
          onClose={() => void saver.choose(null)}
        />
      )}
    </div>
  );
}

interface Parts {
  editing: Editing;
  editor: Editor | null;
}

function Found({ editing, editor }: Parts) {
  const text = editing.text.value;
  useFindingsShown(editor, editing);
  return (
    <Findings
      text={text}
      verdict={editing.lastVerdict.value}
      isChecking={!editing.verdict.value}
      problem={editing.problem.value}
      onGo={(place) => editor?.goTo(rangeOf(text, place))}
      onProposal={({ insert, ...range }) => {
        editor?.change(range, insert);
        editor?.focus();
      }}
    />
  );
}

interface AsideProps extends Parts {
  rules: readonly Rule[];
  list: ScenarioList;
}

function Aside({ editing, editor, rules, list }: AsideProps) {
  const { name } = editing;
  const goToRule = useRules(editor, editing);
  useCountsShown(editor, rules);
  return (
    <Rules
      rules={rules}
      overview={list.scenarios.find((each) => each.name === name)}
      isActive={name === list.active}
      onGo={(id) => {
        go(hrefOf("scenario", [name], { rule: id }), { replace: true });
        goToRule(id);
      }}
    />
  );
}

function keysOf(editor: Editor | null, save: () => void) {
  return [
    {
      keys: "e",
      label: "Edit the scenario; Escape, then Tab leaves the editor",
      run: () => editor?.focus(),
    },
    // The keys of the page pass Ctrl by: it is heard by the saver, and listed here.
    { keys: "Ctrl+S", label: "Save the scenario", run: save },
  ];
}

async function remove(editing: Editing, reload: () => void): Promise<void> {
  const { name } = editing;
  const isMeant = await confirmed({
    title: `Remove ${name} from the sandbox?`,
    hint: "Its text is lost. If it decides here, the scenario of the server decides again.",
    action: "Remove it",
    isDangerous: true,
  });
  if (!isMeant) return;
  try {
    await takeBack(name);
    editing.kept = "";
    dropDraft(name);
    toast(`${name} is removed from the sandbox`);
    go(hrefOf("scenario"));
    reload();
  } catch (thrown) {
    const { title, detail } = asProblem(thrown);
    toast(title, detail, "bad");
  }
}
