/** What is chosen in the form, and the rule that it makes. */

export type Kind = "approved" | "declined" | "pending" | "respond" | "fault" | "delay";
export type FaultKind = "status" | "reset" | "timeout" | "truncate" | "malformed" | "slow_drip";
export type Effect = "none" | "committed";

export interface Choice {
  /** Empty for any. */
  readonly operation: string;
  readonly kind: Kind;
  readonly decline: string;
  readonly reason: string;
  readonly status: string;
  readonly fault: FaultKind;
  readonly effect: Effect;
  readonly faultStatus: string;
  readonly duration: string;
  readonly delay: string;
  readonly amount: string;
  readonly times: string;
}

export const FIRST: Choice = {
  operation: "",
  kind: "declined",
  decline: "insufficient_funds",
  reason: "manual_review",
  status: "",
  fault: "reset",
  effect: "committed",
  faultStatus: "503",
  duration: "2s",
  delay: "",
  amount: "",
  times: "1",
};

export const KINDS: Record<Kind, { title: string; hint: string }> = {
  approved: { title: "Approve", hint: "against all rules" },
  declined: { title: "Decline", hint: "with a code" },
  pending: { title: "Hold", hint: "as pending" },
  respond: { title: "Answer", hint: "from the contract" },
  fault: { title: "Break it", hint: "on the wire" },
  delay: { title: "Only delay", hint: "the rest as usual" },
};

export const FAULTS: Record<FaultKind, string> = {
  reset: "The connection is reset",
  timeout: "No answer, and then closed",
  truncate: "Half of the body",
  malformed: "JSON that is cut off",
  slow_drip: "The body in drips",
  status: "Another status",
};

export const EFFECTS: Record<Effect, string> = {
  committed: "Done all the same: the money moves",
  none: "Not done: nothing changes",
};

/** The decline codes of the contracts. */
export const DECLINES = [
  "insufficient_funds",
  "card_declined",
  "do_not_honor",
  "generic_decline",
  "expired_card",
  "incorrect_number",
  "incorrect_cvc",
  "lost_card",
  "stolen_card",
  "pickup_card",
  "fraudulent",
  "transaction_not_allowed",
  "invalid_amount",
  "card_velocity_exceeded",
  "issuer_not_available",
  "processing_error",
  "try_again_later",
  "authentication_required",
  "authentication_failed",
];

const MOST_CALLS = 50;

export interface OneShotRule {
  readonly when?: Readonly<Record<string, unknown>>;
  readonly then: Readonly<Record<string, unknown>>;
}

export function ruleOf(choice: Choice): OneShotRule {
  const when = {
    ...(choice.operation ? { operation: choice.operation } : {}),
    ...(choice.amount ? { amount: Number(choice.amount) } : {}),
  };
  const delay = choice.delay ? { delay: { ms: Number(choice.delay) } } : {};
  return {
    ...(Object.keys(when).length > 0 ? { when } : {}),
    then: { ...outcomeOf(choice), ...delay },
  };
}

function outcomeOf(choice: Choice): Record<string, unknown> {
  switch (choice.kind) {
    case "approved":
      return { approved: true };
    case "declined":
      return { declined: choice.decline };
    case "pending":
      return { pending: choice.reason };
    case "respond":
      return { respond: { status: Number(choice.status) } };
    case "fault":
      return { fault: { ...faultOf(choice), effect: choice.effect } };
    case "delay":
      return {};
  }
}

function faultOf({ fault, faultStatus, duration }: Choice): Record<string, unknown> {
  if (fault === "status") return { status: Number(faultStatus) };
  return { [fault]: fault === "timeout" || fault === "slow_drip" ? duration : true };
}

/** Why it cannot be sent yet; empty if it can. */
export function missing(choice: Choice): string {
  const times = Number(choice.times);
  if (!Number.isInteger(times) || times < 1 || times > MOST_CALLS)
    return `Say how many calls: 1 to ${MOST_CALLS}.`;
  if (choice.kind === "respond" && !choice.status)
    return "Choose an operation and one of its answers.";
  if (choice.kind === "delay" && !choice.delay) return "Say how many milliseconds it is to wait.";
  return "";
}
