import type { Json, JsonObject } from "./control.js";

/** Words of a fault, as scenarios have them: docs/how-to/faults.md. */
export interface Fault {
  /** Whether what was asked for is done all the same. */
  effect?: "none" | "committed";
  malformed?: true;
  rate_limit?: { per_s: number; burst: number };
  reset?: true;
  retry_after_s?: number;
  slow_drip?: string;
  status?: number;
  timeout?: string;
  truncate?: true | number;
}

/** The other words of what a rule does: docs/how-to/scenarios.md. */
export interface Outcome {
  approved?: true;
  declined?: string;
  pending?: string;
  message?: string;
  response_code?: string;
  respond?: {
    status?: number;
    example?: string;
    body?: Json;
    headers?: Readonly<Record<string, string>>;
    media_type?: string;
  };
  set?: JsonObject;
  send?: string | readonly string[];
  later?: readonly JsonObject[];
  delay?:
    | { ms: number }
    | { min_ms: number; max_ms: number }
    | { median_ms: number; sigma: number; max_ms: number };
}

/** The calls that are meant, and how many of them. */
export interface Calls {
  /** An operation, or several. */
  on?: string | readonly string[];
  times?: number;
}

export interface Next extends Calls, Outcome, Fault {
  /** Conditions of a rule, as in `{amount: 0.01}`. */
  when?: JsonObject;
}

export const FAULTS = new Set<string>([
  "effect",
  "malformed",
  "rate_limit",
  "reset",
  "retry_after_s",
  "slow_drip",
  "status",
  "timeout",
  "truncate",
] satisfies (keyof Fault)[]);

/** Write what comes next as a rule of a scenario. */
export function rule({ on, times: _, when, ...then }: Next): JsonObject {
  const words = Object.entries(then) as [string, Json][];
  const fault = words.filter(([word]) => FAULTS.has(word));
  const outcome = words.filter(([word]) => !FAULTS.has(word));
  if (fault.length > 0) outcome.push(["fault", Object.fromEntries(fault)]);
  return {
    when: { ...when, ...(on === undefined ? {} : { operation: on }) },
    then: Object.fromEntries(outcome),
  };
}
