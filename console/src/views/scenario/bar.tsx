/** Which scenario is edited, whether it decides here, and where it is saved to. */

import type { ComponentChildren } from "preact";
import { asProblem } from "../../api/problem";
import { Chip } from "../../parts/chip";
import { go, hrefOf } from "../../shell/route";
import { toast } from "../../shell/telling";
import { begin } from "./beginning";
import { activate, type Overview, type ScenarioList } from "./calls";
import type { Editing, Opened } from "./editing";
import { nameIn, type Target, usualTarget } from "./saving";

export type Against = "" | "saved" | "file" | "active";

interface WhichProps {
  name: string;
  list: ScenarioList;
  reload: () => void;
}

/** Which scenario, and whether it decides. */
export function Which({ name, list, reload }: WhichProps) {
  const found = list.scenarios.find((each) => each.name === name);
  const group = (of: Overview["belongs_to"]) =>
    list.scenarios.filter((each) => each.belongs_to === of);
  return (
    <>
      <label for="scenario" class="unseen">
        Scenario
      </label>
      <select
        id="scenario"
        value={name}
        onChange={(event) => go(hrefOf("scenario", [event.currentTarget.value]))}
      >
        {!found && <option value={name}>{name} (not kept yet)</option>}
        <Group label="Of this sandbox" of={group("sandbox")} active={list.active} chosen={name} />
        <Group label="Of the server" of={group("server")} active={list.active} chosen={name} />
      </select>
      {name === list.active && <Chip tone="good">decides here</Chip>}
      {found && name !== list.active && (
        <button type="button" class="button" onClick={() => void switchTo(name, reload)}>
          Switch to it
        </button>
      )}
      <button type="button" class="button bare" onClick={() => void beginAnother(list)}>
        New…
      </button>
    </>
  );
}

async function switchTo(name: string, reload: () => void): Promise<void> {
  try {
    await activate(name);
    toast(`${name} decides here`, "From the next request on, in this sandbox alone.");
    reload();
  } catch (thrown) {
    const { title, detail } = asProblem(thrown);
    toast(title, detail, "bad");
  }
}

async function beginAnother(list: ScenarioList): Promise<void> {
  const name = await begin(list);
  if (name) go(hrefOf("scenario", [name]));
}

interface GroupProps {
  label: string;
  of: readonly Overview[];
  active: string;
  chosen: string;
}

function Group({ label, of, active, chosen }: GroupProps) {
  if (of.length === 0) return null;
  return (
    <optgroup label={label}>
      {of.map(({ name, problems }) => (
        <option key={name} value={name}>
          {name}
          {name === active && name !== chosen ? " (decides here)" : ""}
          {problems.length ? " (has mistakes)" : ""}
        </option>
      ))}
    </optgroup>
  );
}

interface SavingProps {
  opened: Opened;
  editing: Editing;
  list: ScenarioList;
  against: Against;
  onAgainst: (against: Against) => void;
  onSave: (target: Target) => void;
  onTakeBack: () => void;
  onRemove: () => void;
}

/** The differences, and where to save. */
export function Saving(props: SavingProps) {
  const { opened, editing, list, against, onAgainst, onSave, onTakeBack, onRemove } = props;
  const { stored } = opened;
  const { active } = list;
  const usual = usualTarget(opened);
  const whyNot = readOnly(stored, list, nameIn(editing.text.value) !== opened.name);
  return (
    <>
      <label for="against" class="unseen">
        Difference
      </label>
      <select
        id="against"
        value={against}
        onChange={(event) => onAgainst(event.currentTarget.value as Against)}
      >
        <option value="">Difference: none</option>
        {(stored || against === "saved") && <option value="saved">Difference: as opened</option>}
        {stored?.belongs_to === "sandbox" && (
          <option value="file">Difference: the server's file</option>
        )}
        {active !== opened.name && (
          <option value="active">Difference: {active}, which decides</option>
        )}
      </select>
      {stored && editing.isChanged.value && (
        <button type="button" class="button bare" onClick={onTakeBack}>
          Revert
        </button>
      )}
      {stored?.belongs_to === "sandbox" && (
        <button type="button" class="button bare" onClick={onRemove}>
          Remove…
        </button>
      )}
      <Save isUsual={usual === "sandbox"} onClick={() => onSave("sandbox")}>
        {editing.switches ? "Keep and switch to it" : "Keep in the sandbox"}
      </Save>
      <Save isUsual={usual === "file"} onClick={() => onSave("file")} whyNot={whyNot}>
        Save to {stored?.belongs_to === "server" ? "the" : "a"} file
      </Save>
    </>
  );
}

/** Why the server can write no file of it; empty if it can. */
function readOnly(stored: Opened["stored"], list: ScenarioList, isRenamed: boolean): string {
  if (stored && !isRenamed ? stored.writable : list.writable) return "";
  if (list.writable) {
    return "What comes with Paydrill stays as it is: give the scenario another name, and save that.";
  }
  return "The server has no folder to save in: start it with --scenarios and a folder of your own.";
}

interface SaveProps {
  isUsual: boolean;
  /** Why it cannot be pressed; it stays in the order of Tab, so that everybody hears it. */
  whyNot?: string;
  onClick: () => void;
  children: ComponentChildren;
}

function Save({ isUsual, whyNot = "", onClick, children }: SaveProps) {
  return (
    <>
      <button
        type="button"
        class={`button ${isUsual ? "main" : ""}`}
        title={whyNot || (isUsual ? "Ctrl+S" : undefined)}
        aria-keyshortcuts={isUsual ? "Control+S" : undefined}
        aria-disabled={whyNot !== ""}
        aria-describedby={whyNot ? "why-not" : undefined}
        onClick={whyNot ? undefined : onClick}
      >
        {children}
      </button>
      {whyNot && (
        <span id="why-not" class="unseen">
          {whyNot}
        </span>
      )}
    </>
  );
}
