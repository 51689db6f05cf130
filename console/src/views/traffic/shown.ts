/** The lines that pass the filter, brought up to date by those that came since. */

import { lines } from "../../api/feed";
import type { Line } from "../../api/schemas";
import type { Match } from "./filter";

export class Shown {
  private found: Line[] = [];
  private read = 0;
  private epoch = -1;

  constructor(private readonly matches: Match) {}

  /** Those that pass, oldest first. Only what came since the last time is looked at. */
  current(): readonly Line[] {
    const all = lines.all();
    if (this.epoch !== lines.epoch.value) {
      this.epoch = lines.epoch.value;
      this.found = [];
      this.read = 0;
    }
    for (let at = this.read; at < all.length; at += 1) {
      const line = all[at];
      if (line && this.matches(line)) this.found.push(line);
    }
    this.read = all.length;
    return this.found;
  }
}
