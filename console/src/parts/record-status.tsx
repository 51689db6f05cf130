/** The status of a record, as a word with a tone. */

import type { Tone } from "../shell/telling";
import { Chip } from "./chip";

const TONES: Record<string, Tone> = {
  accepted: "warn",
  active: "info",
  approved: "good",
  authorized: "info",
  canceled: "warn",
  captured: "good",
  closed: "good",
  completed: "good",
  confirmed: "good",
  declined: "warn",
  expired: "warn",
  failed: "bad",
  in_transit: "info",
  inactive: "warn",
  inquiry: "info",
  lost: "bad",
  needs_response: "warn",
  open: "info",
  paid: "good",
  partially_captured: "good",
  partially_refunded: "info",
  pending: "info",
  processing: "info",
  refunded: "info",
  refused: "warn",
  rejected: "warn",
  requires_action: "info",
  requires_capture: "info",
  requires_confirmation: "info",
  requires_payment_method: "warn",
  returned: "info",
  returning: "info",
  settled: "good",
  succeeded: "good",
  under_review: "info",
  won: "good",
};

export function statusTone(status: string): Tone {
  return TONES[status.toLowerCase()] ?? "plain";
}

export function RecordStatus({ of }: { of: string | null | undefined }) {
  return of ? <Chip tone={statusTone(of)}>{of}</Chip> : null;
}
