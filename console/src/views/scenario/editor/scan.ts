/**
 * Walk through a YAML text once: what is indented alike belongs together, and what is in brackets is
 * read up to their end. It is enough of YAML for scenarios; what is wrong, the server says.
 */

export type Step = string | number;
export type Path = readonly Step[];

/** A key with its value, or an item of a list with the place of its hyphen or first letter. */
export interface Entry {
  readonly path: Path;
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly from: number;
  to: number;
}

/** What the end of the text is the place for. */
export interface Cursor {
  /** `key`: a key of the mapping at `path`; `value`: the value there; `item`: either of them. */
  readonly kind: "key" | "value" | "item";
  readonly path: Path;
  /** Where the word begins that is being typed. */
  readonly from: number;
  readonly isInBrackets: boolean;
}

interface Frame {
  readonly kind: "map" | "list";
  /** The column of its keys or hyphens; -1 in brackets. */
  readonly column: number;
  step: Step | null;
  entry: Entry | null;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:[^\s#"'{}[\],&*!|>%@`-]|-(?=\S))(?:(?!\s#).)*?)[ \t]*:(?=[ \t]|$)/;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|'(?:[^']|'')*(?:'|$)/y;
const PLAIN_IN_BRACKETS = /(?:(?!:(?:[\s,[\]{}]|$)|[ \t]#)[^,[\]{}\n])+/y;
const GAP_IN_BRACKETS = /(?:\s|(?<=\s)#.*)+/y;
const PROPERTIES = /(?:[&!][^\s,[\]{}]*[ \t]+)*/y;
const BLOCK_TEXT = /^[|>][-+\d]*[ \t]*(?:#.*)?$/;
const COMMENT = /(?:^|[ \t]+)#.*$/;

export class Scan {
  readonly entries: Entry[] = [];
  cursor: Cursor = { kind: "key", path: [], from: 0, isInBrackets: false };
  private readonly frames: Frame[] = [];
  private at = 0;
  private lineStart = 0;
  private lastEnd = 0;
  /** How many items the lists in brackets have so far, by their depth. */
  private readonly counts = new Map<number, number>();

  constructor(private readonly text: string) {
    while (this.at < text.length) this.line();
    if (text.endsWith("\n") && !this.inBrackets) this.begin(0, "");
    for (const frame of this.frames) this.close(frame);
  }

  private get top(): Frame | undefined {
    return this.frames.at(-1);
  }

  private get inBrackets(): boolean {
    return (this.top?.column ?? 0) < 0;
  }

  private get path(): Step[] {
    return this.frames.flatMap((each) => (each.step === null ? [] : [each.step]));
  }

  private rest(): string {
    const end = this.text.indexOf("\n", this.at);
    return this.text.slice(this.at, end < 0 ? undefined : end);
  }

  private taken(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private expect(kind: Cursor["kind"], from = this.at): void {
    this.cursor = { kind, path: this.path, from, isInBrackets: this.inBrackets };
  }

  private step(frame: Frame, step: Step | null, keyFrom = 0, keyTo = 0): void {
    this.close(frame);
    frame.step = step;
    if (step === null) return;
    frame.entry = { path: this.path, keyFrom, keyTo, from: keyTo, to: keyTo };
    this.entries.push(frame.entry);
    this.lastEnd = keyTo;
  }

  private close(frame: Frame): void {
    if (frame.entry) frame.entry.to = Math.max(frame.entry.to, this.lastEnd);
    frame.entry = null;
  }

  private push(kind: Frame["kind"], column: number): Frame {
    const frame: Frame = { kind, column, step: null, entry: null };
    this.frames.push(frame);
    return frame;
  }

  private pop(): void {
    if (this.top) this.close(this.top);
    this.frames.pop();
  }

  private line(): void {
    this.lineStart = this.at;
    const line = this.rest();
    const content = line.trimStart();
    const isLast = this.at + line.length >= this.text.length;
    if (!/^(#|$)/.test(content) && !/^(---|\.\.\.|%)/.test(line)) {
      this.begin(line.length - content.length, content);
      while (/^-(\s|$)/.test(this.rest())) this.item();
      this.pair();
    } else if (content === "" && isLast) {
      this.begin(line.length, "");
    }
    if (!this.inBrackets) this.at += this.rest().length + 1;
  }

  /** Leave what has ended where a line begins in that column. */
  private begin(column: number, content: string): void {
    const isItem = /^-(\s|$)/.test(content);
    for (let top = this.top; top; top = this.top) {
      const isOver = top.column === column && top.kind === "list" && !isItem;
      if (top.column <= column && !isOver) break;
      this.pop();
    }
    this.at = Math.min(Math.max(this.at, this.lineStart) + column, this.text.length);
    const map = this.top;
    if (map?.kind === "map" && map.column === column && !isItem) this.step(map, null);
    this.expect("key");
  }

  private item(): void {
    const column = this.at - this.lineStart;
    let list = this.top;
    if (list?.kind !== "list" || list.column !== column) list = this.push("list", column);
    this.step(list, list.step === null ? 0 : Number(list.step) + 1, this.at, this.at + 1);
    this.at += 1;
    this.taken(/[ \t]*/y);
    this.startValue(list);
    this.expect("item");
  }

  private pair(): void {
    const found = KEY.exec(this.rest());
    const column = this.at - this.lineStart;
    if (!found) {
      this.value(column);
      return;
    }
    const key = found[1] ?? "";
    let map = this.top;
    if (map?.kind !== "map" || map.column !== column) map = this.push("map", column);
    this.step(map, unquoted(key), this.at, this.at + key.length);
    this.at += found[0].length;
    this.taken(/[ \t]*/y);
    this.startValue(map);
    this.expect("value");
    this.value(column);
  }

  private startValue(frame: Frame): void {
    if (frame.entry) frame.entry = replaceFrom(this.entries, frame.entry, this.at);
  }

  private value(column: number): void {
    this.taken(PROPERTIES);
    const rest = this.rest();
    if (/^[{[]/.test(rest)) {
      this.brackets();
      return;
    }
    if (/^["']/.test(rest)) this.taken(QUOTED);
    else if (BLOCK_TEXT.test(rest)) this.blockText(column);
    else this.at += rest.replace(COMMENT, "").trimEnd().length;
    this.lastEnd = this.at;
  }

  /** Pass over the lines of a text that is written as it stands, which are indented deeper. */
  private blockText(column: number): void {
    this.at += this.rest().length;
    for (;;) {
      const next = /^\n([ \t]*)([^\n]*)/.exec(this.text.slice(this.at, this.at + 10_000));
      if (!next || (next[2] !== "" && (next[1]?.length ?? 0) <= column)) return;
      this.at += next[0].length;
    }
  }

  private brackets(): void {
    const depth = this.frames.length;
    do {
      this.taken(GAP_IN_BRACKETS);
      if (this.at < this.text.length) this.part();
    } while (this.frames.length > depth && this.at < this.text.length);
    this.lineStart = this.text.lastIndexOf("\n", this.at - 1) + 1;
  }

  /** Read what comes next in brackets: a bracket, a comma, a colon, or a word. */
  private part(): void {
    const letter = this.text[this.at] ?? "";
    if ("{[".includes(letter)) this.open(letter === "{" ? "map" : "list");
    else if ("]}".includes(letter)) this.end();
    else if (letter === ",") this.comma();
    else if (letter === ":") this.colon();
    else this.wordInBrackets();
  }

  private end(): void {
    this.at += 1;
    this.pop();
    this.lastEnd = this.at;
  }

  private comma(): void {
    this.at += 1;
    if (this.top) this.step(this.top, null);
    this.expectPart();
  }

  private colon(): void {
    this.at += 1;
    this.taken(/[ \t]*/y);
    if (this.top) this.startValue(this.top);
    this.expect("value");
  }

  private expectPart(): void {
    this.expect(this.top?.kind === "map" ? "key" : "item", this.afterSpaces());
  }

  private open(kind: Frame["kind"]): void {
    this.beginItem();
    this.at += 1;
    this.push(kind, -1);
    this.counts.set(this.frames.length, 0);
    this.expectPart();
  }

  /** Count an item of a list in brackets, if this is where one begins. */
  private beginItem(): void {
    const list = this.top;
    if (list?.kind !== "list" || list.column >= 0 || list.step !== null) return;
    const count = this.counts.get(this.frames.length) ?? 0;
    this.counts.set(this.frames.length, count + 1);
    this.step(list, count, this.at, this.at);
  }

  private wordInBrackets(): void {
    const from = this.at;
    const top = this.top;
    this.beginItem();
    if (!this.taken(QUOTED) && !this.taken(PLAIN_IN_BRACKETS)) this.at += 1;
    const to = from + this.text.slice(from, this.at).trimEnd().length;
    if (top?.kind === "map" && top.step === null) {
      if (this.at < this.text.length) this.step(top, unquoted(this.text.slice(from, to)), from, to);
    }
    this.lastEnd = to;
  }

  private afterSpaces(): number {
    const found = /[ \t]*/y;
    found.lastIndex = this.at;
    return this.at + (found.exec(this.text)?.[0].length ?? 0);
  }
}

function replaceFrom(entries: Entry[], entry: Entry, from: number): Entry {
  const moved = { ...entry, from, to: Math.max(entry.to, from) };
  entries[entries.length - 1] = moved;
  return moved;
}

export function unquoted(text: string): string {
  const inner = /^(["'])([\s\S]*?)\1?$/.exec(text);
  if (!inner) return text;
  const content = inner[2] ?? "";
  return inner[1] === "'" ? content.replaceAll("''", "'") : content.replace(/\\(.)/g, "$1");
}
