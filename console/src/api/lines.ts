/** The requests that the console knows, oldest first; the oldest go when there are too many. */

import { signal } from "@preact/signals";
import type { Line } from "./schemas";

/** How many are kept: so many can be scrolled through, and no page grows for ever. */
export const MOST = 100_000;
/** So many more may come before the surplus is cut off, as each cut moves all that stays. */
const SLACK = 5_000;

export class Lines {
  private items: Line[] = [];
  private lastNumbers = new Map<string, { number: number; at: string }>();

  /** Counts the changes; who reads it is drawn anew. */
  readonly version = signal(0);
  /** Counts what begins again: places in `all()` mean other lines then. */
  readonly epoch = signal(0);

  all(): readonly Line[] {
    return this.items;
  }

  /** Add those that are not known yet; how many they are. */
  add(lines: readonly Line[]): number {
    let added = 0;
    for (const line of lines) {
      if (this.isKnown(line)) continue;
      this.lastNumbers.set(line.sandbox, { number: line.number, at: line.at });
      this.items.push(line);
      added += 1;
    }
    if (this.items.length > MOST + SLACK) {
      this.items = this.items.slice(-MOST);
      this.epoch.value = this.epoch.peek() + 1;
    }
    if (added) this.version.value = this.version.peek() + 1;
    return added;
  }

  /** The log of a sandbox was emptied. */
  clear(sandbox?: string): void {
    if (sandbox) this.lastNumbers.delete(sandbox);
    else this.lastNumbers.clear();
    this.items = sandbox ? this.items.filter((each) => each.sandbox !== sandbox) : [];
    this.epoch.value = this.epoch.peek() + 1;
    this.version.value = this.version.peek() + 1;
  }

  /** The number of the last request of a sandbox, after which the stream goes on. */
  lastNumber(sandbox: string): number {
    return this.lastNumbers.get(sandbox)?.number ?? 0;
  }

  private isKnown(line: Line): boolean {
    const last = this.lastNumbers.get(line.sandbox);
    // A lower number that is later is of a log that began again while nobody listened.
    return last !== undefined && line.number <= last.number && line.at <= last.at;
  }
}
