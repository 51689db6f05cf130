/** Where a moment stands on the line of time: what is near has more room than what is far. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LEAST_MS = HOUR;
/** Marks and dots closer than this share of the line are one. */
const LEAST_GAP = 0.11;
const DOT = 0.02;

const MARKS: readonly (readonly [number, string])[] = [
  [MINUTE, "1 min"],
  [10 * MINUTE, "10 min"],
  [HOUR, "1 h"],
  [6 * HOUR, "6 h"],
  [DAY, "1 d"],
  [7 * DAY, "7 d"],
  [30 * DAY, "30 d"],
  [90 * DAY, "90 d"],
  [365 * DAY, "1 y"],
];

export type Scale = (ms: number) => number;

/** A scale from now (0) to a little after `last` (1), by the logarithm of the time between. */
export function scaleTo(last: number): Scale {
  const whole = Math.log1p(Math.max(last, LEAST_MS) / MINUTE) * 1.04;
  return (ms) => Math.log1p(Math.max(0, ms) / MINUTE) / whole;
}

export function marksOf(scale: Scale): { at: number; label: string }[] {
  const found: { at: number; label: string }[] = [];
  let before = 0;
  for (const [ms, label] of MARKS) {
    const at = scale(ms);
    if (at > 0.98) break;
    if (at - before < LEAST_GAP) continue;
    found.push({ at, label });
    before = at;
  }
  return found;
}

/** Group what would lie one over the other. `items` are soonest first. */
export function dotsOf<T>(
  items: readonly T[],
  at: (item: T) => number,
): { at: number; items: T[] }[] {
  const found: { at: number; items: T[] }[] = [];
  for (const item of items) {
    const place = at(item);
    const last = found.at(-1);
    if (last && place - last.at < DOT) last.items.push(item);
    else found.push({ at: place, items: [item] });
  }
  return found;
}
