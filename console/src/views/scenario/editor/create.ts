/** The editor: CodeMirror with the scenario's words, findings, hit counts and differences. */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Finding } from "../calls";
import { proposalOf, type Range, rangeOf } from "../places";
import { completionBy, type OwnWords } from "./completion";
import { Grammar, type Schema } from "./grammar";
import { type Counts, hitCounts, showCounts } from "./hit-counts";
import { hoverBy } from "./hover";
import { look } from "./theme";

export interface Wishes {
  readonly place: ShadowRoot;
  readonly text: string;
  readonly schema: Promise<object | null>;
  readonly ownWords: OwnWords;
  readonly onChange: (text: string) => void;
}

/** What is found in the text; what is not as an example wants it is only a warning. */
export interface Found extends Finding {
  readonly severity: "error" | "warning";
}

export interface Editor {
  /** Replace the text, as a step that can be undone. */
  readonly setText: (text: string) => void;
  readonly change: (range: Range, insert: string) => void;
  readonly showFindings: (findings: readonly Found[]) => void;
  readonly showCounts: (counts: Counts) => void;
  /** Show the difference to a text; null shows none. */
  readonly compareWith: (other: string | null) => void;
  readonly goTo: (range: Range) => void;
  readonly focus: () => void;
  readonly destroy: () => void;
}

export function createEditor(wishes: Wishes): Editor {
  const differences = new Compartment();
  const view = new EditorView({
    root: wishes.place,
    parent: wishes.place,
    state: EditorState.create({
      doc: wishes.text,
      extensions: [
        basics,
        knowing(wishes),
        differences.of([]),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) wishes.onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText: (text) => {
      if (text !== view.state.doc.toString()) replace(view, 0, view.state.doc.length, text);
    },
    change: ({ from, to }, insert) => replace(view, from, to, insert),
    showFindings: (findings) =>
      view.dispatch(setDiagnostics(view.state, diagnostics(view, findings))),
    showCounts: (counts) => showCounts(view, counts),
    compareWith: (other) =>
      view.dispatch({
        effects: differences.reconfigure(
          other === null ? [] : against(other, other !== view.state.doc.toString()),
        ),
      }),
    goTo: (range) => goTo(view, range),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

const basics: Extension = [
  lineNumbers(),
  hitCounts,
  foldGutter(),
  lintGutter(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  search({ top: true }),
  yaml(),
  indentUnit.of("  "),
  EditorState.tabSize.of(2),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({
    "aria-label": "Text of the scenario, in YAML. Escape, then Tab leaves it.",
    spellcheck: "false",
    tabindex: "0",
  }),
  look,
];

function knowing({ schema, ownWords }: Wishes): Extension {
  let grammar: Grammar | null = null;
  schema.then((found) => {
    grammar = found && new Grammar(found as Schema);
  });
  const isKey = (option: { type?: string }) => option.type === "property";
  return [
    autocompletion({
      override: [completionBy(() => grammar, ownWords)],
      activateOnCompletion: isKey,
      icons: false,
    }),
    hoverBy(() => grammar),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}

function diagnostics(view: EditorView, findings: readonly Found[]): Diagnostic[] {
  const text = view.state.doc.toString();
  return findings.map((finding) => {
    const proposal = proposalOf(text, finding);
    return {
      ...rangeOf(text, finding),
      severity: finding.severity,
      message: finding.message,
      actions: proposal
        ? [
            {
              name: `Write ${proposal.insert}`,
              apply: (target) => replace(target, proposal.from, proposal.to, proposal.insert),
            },
          ]
        : [],
    };
  });
}

/** `hidesRest`: what did not change, which would be all of it where there is no difference. */
function against(original: string, hidesRest: boolean): Extension {
  return unifiedMergeView({
    original,
    mergeControls: (type, action) => takeBackButton(type, action),
    ...(hidesRest && { collapseUnchanged: { margin: 3, minSize: 8 } }),
    syntaxHighlightDeletions: false,
  });
}

/** Of the two buttons at a change only one is of use here: the other would hide the change. */
function takeBackButton(
  type: "accept" | "reject",
  action: (event: MouseEvent) => void,
): HTMLElement {
  const button: HTMLElement = document.createElement(type === "reject" ? "button" : "span");
  if (type === "reject") {
    button.textContent = "Take back";
    button.addEventListener("mousedown", action);
    button.addEventListener("click", (event) => event.detail === 0 && action(event));
  }
  return button;
}

function replace(view: EditorView, from: number, to: number, insert: string): void {
  view.dispatch({ changes: { from, to, insert }, userEvent: "input" });
}

function goTo(view: EditorView, { from, to }: Range): void {
  const end = view.state.doc.length;
  const anchor = Math.min(from, end);
  view.dispatch({
    selection: { anchor, head: Math.min(to, end) },
    effects: EditorView.scrollIntoView(anchor, { y: "center" }),
  });
  view.focus();
}
