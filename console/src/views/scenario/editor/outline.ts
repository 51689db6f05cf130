/** Where things stand in a YAML text, also while it is being typed and does not parse. */

import { type Cursor, type Entry, type Path, Scan, type Step, unquoted } from "./scan";

export type { Cursor, Path };

export class Outline {
  readonly entries: readonly Entry[];
  readonly cursor: Cursor;

  constructor(private readonly text: string) {
    const { entries, cursor } = new Scan(text);
    this.entries = entries;
    this.cursor = cursor;
  }

  find(...path: Step[]): Entry | undefined {
    return this.entries.find((each) => isSame(each.path, path));
  }

  /** The keys of the mapping at a path, or the items of the list there. */
  below(path: Path): readonly Entry[] {
    return this.entries.filter(
      (each) => each.path.length === path.length + 1 && isSame(each.path.slice(0, -1), path),
    );
  }

  /** The innermost entry at a place. */
  around(place: number): Entry | undefined {
    return this.entries.reduce<Entry | undefined>((inner, each) => {
      const isHere = each.keyFrom <= place && place <= each.to;
      return isHere && each.path.length >= (inner?.path.length ?? 0) ? each : inner;
    }, undefined);
  }

  /** The scalar at a path without its quotes; empty if there is none. */
  word(...path: Step[]): string {
    const entry = this.find(...path);
    return entry ? unquoted(this.text.slice(entry.from, entry.to)) : "";
  }
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at]);
}
