/** How the editor looks: the colours of the console, light or dark by themselves. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const BOX = {
  border: "1px solid var(--edge)",
  borderRadius: "var(--round)",
  backgroundColor: "var(--sheet)",
  color: "var(--ink)",
  boxShadow: "0 0.25rem 1rem var(--shade)",
};
const BUTTON = {
  border: "1px solid var(--edge)",
  borderRadius: "var(--round)",
  background: "var(--sheet)",
  color: "var(--ink)",
  font: "var(--text)",
  fontSize: "var(--tiny)",
  cursor: "pointer",
};
const FIELD = { ...BUTTON, fontSize: "var(--small)", cursor: "text" };
const LINE_OF = (tone: string) => `2px wavy underline var(--${tone})`;

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--sheet)", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { font: "var(--code)", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)" },
  "& .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { background: "color-mix(in srgb, var(--accent) 26%, var(--sheet))" },
  "& .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  "& .cm-gutters": {
    backgroundColor: "var(--sunk)",
    color: "var(--quiet)",
    borderRight: "1px solid var(--line)",
  },
  "& .cm-activeLineGutter": { backgroundColor: "var(--chosen)", color: "var(--ink)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.25rem" },
  "@media (max-width: 599px)": {
    ".cm-foldGutter": { display: "none !important" },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "1.75rem" },
  },
  ".cm-hits .cm-gutterElement": { padding: "0 0.375rem", minWidth: "1.5rem", textAlign: "right" },
  ".cm-hits .is-hit": { color: "var(--info)", fontWeight: "600" },
  "& .cm-foldPlaceholder": { ...BUTTON, padding: "0 0.25rem" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--chosen)",
    outline: "1px solid var(--accent)",
  },
  "& .cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 28%, transparent)" },
  "& .cm-searchMatch-selected": {
    backgroundColor: "color-mix(in srgb, var(--warn) 55%, transparent)",
  },
  "& .cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
  "& .cm-tooltip": { ...BOX, zIndex: "7", maxWidth: "min(30rem, 90vw)" },
  "& .cm-tooltip-autocomplete > ul": { font: "var(--code)", maxHeight: "16rem" },
  "& .cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem" },
  "& .cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--quiet)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  "& .cm-completionInfo": {
    ...BOX,
    font: "var(--text)",
    fontSize: "var(--small)",
    padding: "0.375rem 0.5rem",
  },
  ".cm-meaning": { font: "var(--text)", fontSize: "var(--small)", padding: "0.375rem 0.625rem" },
  ".cm-meaning p": { margin: "0.125rem 0 0", overflowWrap: "anywhere" },
  ".cm-lintRange": { backgroundImage: "none !important", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { textDecoration: LINE_OF("bad") },
  ".cm-lintRange-warning": { textDecoration: LINE_OF("warn") },
  "& .cm-lintPoint:after": { borderBottomColor: "var(--bad)" },
  "& .cm-diagnostic": {
    font: "var(--text)",
    fontSize: "var(--small)",
    padding: "0.375rem 0.625rem",
    marginLeft: "0",
  },
  "& .cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  "& .cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  "& .cm-diagnosticAction": { ...BUTTON, padding: "0.125rem 0.375rem" },
  ".cm-gutter-lint": { width: "1rem" },
  ".cm-lint-marker": {
    width: "0.625rem",
    height: "0.625rem",
    content: "normal !important",
    borderRadius: "50%",
  },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warn)" },
  "& .cm-panels": {
    backgroundColor: "var(--sunk)",
    color: "var(--ink)",
    font: "var(--text)",
    zIndex: "1",
  },
  "& .cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  "& .cm-textfield": { ...FIELD },
  "& .cm-button": { ...BUTTON, backgroundImage: "none" },
  "& .cm-changedLine": {
    backgroundColor: "color-mix(in srgb, var(--good) 12%, transparent) !important",
  },
  "& .cm-deletedChunk": {
    backgroundColor: "color-mix(in srgb, var(--bad) 10%, transparent)",
    paddingLeft: "6px",
  },
  "& .cm-changedText, & .cm-deletedText, & .cm-deletedChunk .cm-deletedText": {
    background: "none",
  },
  "& .cm-changedText": { backgroundColor: "color-mix(in srgb, var(--good) 24%, transparent)" },
  "& .cm-deletedChunk .cm-deletedText": {
    backgroundColor: "color-mix(in srgb, var(--bad) 24%, transparent)",
  },
  "& .cm-changeGutter": { width: "3px", paddingLeft: "1px" },
  "& .cm-changedLineGutter": { background: "var(--good)" },
  "& .cm-deletedLineGutter": { background: "var(--bad)" },
  "& .cm-collapsedLines": {
    background: "var(--sunk)",
    color: "var(--ink)",
    padding: "0.25rem 0.625rem",
  },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: "'⋯' !important" },
  ".cm-chunkButtons button": { ...BUTTON, padding: "0 0.375rem" },
  ":is(button, input):focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--info)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: "var(--fault)" },
  { tag: [tags.comment, tags.lineComment, tags.meta], color: "var(--quiet)" },
  {
    tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace],
    color: "var(--quiet)",
  },
]);

export const look = [theme, syntaxHighlighting(colours)];
