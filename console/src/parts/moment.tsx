/** Moments and the time between them, as the console writes them: UTC, to the second. */

/** `2026-01-27 12:00:00`. */
export function momentOf(at: string | number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** The two greatest units of a time: `6 d 23 h`, `4 min 5 s`; `450 ms` where it is short. */
export function spanOf(ms: number): string {
  const whole = Math.abs(Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[at] as readonly [string, number];
  const first = `${Math.floor(whole / size)} ${unit}`;
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((whole % size) / next[1]) : 0;
  return next && rest > 0 ? `${first} ${rest} ${next[0]}` : first;
}

export function Moment({ at }: { at: string }) {
  return (
    <time class="moment" dateTime={at} title={`${at} (UTC)`}>
      {momentOf(at)}
    </time>
  );
}
