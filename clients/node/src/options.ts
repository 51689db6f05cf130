import { PaydrillError } from "./errors.js";

/** Refuse options that there are not: a misspelt one would have no effect. */
export function refuseOthers(given: object, known: readonly string[], call: string): void {
  const others = Object.keys(given).filter((each) => !known.includes(each));
  if (others.length > 0) {
    throw new PaydrillError(
      `${call} has no option ${others.join(", ")}; there are ${known.join(", ")}`,
    );
  }
}
