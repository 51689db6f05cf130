/** A scenario while it is edited: its text, what it was made from, and what the server finds in it. */

import { computed, signal } from "@preact/signals";
import { asProblem, type Problem } from "../../api/problem";
import { type ScenarioList, type ScenarioText, textOf, type Verdict, validated } from "./calls";
import { draftOf, dropDraft, keepDraft } from "./drafts";

const CHECK_AFTER_MS = 250;

/** A scenario as the server has it; null for one that is only begun here. */
export interface Opened {
  readonly name: string;
  readonly stored: ScenarioText | null;
}

/** Read a scenario; one that the server does not have is found among the drafts. */
export async function opened(name: string, { scenarios }: ScenarioList): Promise<Opened> {
  const isOnlyBegun = draftOf(name) && !scenarios.some((each) => each.name === name);
  return { name, stored: isOnlyBegun ? null : await textOf(name) };
}

const inOneForm = (text: string) => text.replace(/\r\n?/g, "\n");

export class Editing {
  readonly name: string;
  readonly text = signal("");
  /** What the text was made from. */
  readonly base = signal("");
  /** What is found in the text as it is now; null while it is being checked. */
  readonly verdict = signal<Verdict | null>(null);
  readonly lastVerdict = signal<Verdict | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly isChanged = computed(() => this.text.value !== this.base.value);
  /** Whether it is to decide in the sandbox once it is kept there. */
  switches: boolean;
  /** The text that its file is known to have; null for a scenario without one. */
  before: string | null;
  /** The text that the sandbox is known to have; empty for a scenario that it does not have. */
  kept: string;
  private readonly usesReturns: boolean;
  private timer = 0;
  private checking: AbortController | null = null;

  constructor({ name, stored }: Opened) {
    const source = stored?.source ?? "";
    const draft = draftOf(name);
    this.name = name;
    this.usesReturns = source.includes("\r\n");
    this.base.value = draft?.was ?? inOneForm(source);
    this.text.value = draft?.text ?? inOneForm(source);
    this.switches = draft?.switches ?? false;
    this.before = stored?.belongs_to === "server" ? this.asInFile(this.base.value) : null;
    this.kept = stored?.belongs_to === "sandbox" ? this.knownOf(source) : "";
    void this.check();
  }

  /** The sandbox's text, or the older one that a draft was made from. */
  private knownOf(source: string): string {
    return inOneForm(source) === this.base.peek() ? source : this.base.peek();
  }

  set(text: string): void {
    if (text === this.text.peek()) return;
    this.text.value = text;
    this.keep();
    this.verdict.value = null;
    this.stop(); // a verdict on its way is of another text
    this.timer = window.setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }

  /** The text was saved, or another one is what it is made from now. */
  madeFrom(text: string): void {
    this.base.value = inOneForm(text);
    this.keep();
  }

  /** A text as it stands in the file, with the ends of lines that the file has. */
  asInFile(text: string): string {
    return this.usesReturns ? text.replaceAll("\n", "\r\n") : text;
  }

  /** Have the text checked now; null if that failed. */
  async check(): Promise<Verdict | null> {
    clearTimeout(this.timer);
    if (this.verdict.peek()) return this.verdict.peek();
    this.checking?.abort();
    const asking = new AbortController();
    this.checking = asking;
    try {
      // The server takes no empty text; a blank one gets the same findings.
      const verdict = await validated(this.text.peek() || "\n", asking.signal);
      this.verdict.value = verdict;
      this.lastVerdict.value = verdict;
      this.problem.value = null;
      return verdict;
    } catch (thrown) {
      if (!asking.signal.aborted) this.problem.value = asProblem(thrown);
      return null;
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.checking?.abort();
  }

  private keep(): void {
    const { name, switches } = this;
    const [was, text] = [this.base.peek(), this.text.peek()];
    if (was === text) dropDraft(name);
    else keepDraft(name, { was, text, switches });
  }
}
