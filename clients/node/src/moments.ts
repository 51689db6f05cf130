import { PaydrillError } from "./errors.js";

const MOMENT = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d[\d:.]*(Z|[+-]\d\d:?\d\d)?)?$/;

/** Write a moment in RFC 3339; one without an offset is in UTC. */
export function instant(moment: Date | string): string {
  const zoned = /[T ][\d:.]+$/.test(String(moment)) ? `${moment}Z` : moment;
  const date = new Date(zoned);
  if (Number.isNaN(date.getTime()) || (typeof moment === "string" && !MOMENT.test(moment))) {
    throw new PaydrillError(
      `${moment} is no moment: write it as 2030-01-01T12:00Z, or give a Date`,
    );
  }
  return date.toISOString();
}
