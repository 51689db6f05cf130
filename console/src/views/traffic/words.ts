/** How a request's facts are put: tones, times, durations. */

import type { RequestSummary } from "../../api/schemas";
import type { Tone } from "../../shell/telling";

const TONES: Record<string, Tone> = {
  approved: "good",
  authorized: "good",
  captured: "good",
  confirmed: "good",
  paid: "good",
  settled: "good",
  succeeded: "good",
  refunded: "info",
  pending: "info",
  processing: "info",
  returning: "info",
  requires_action: "info",
  declined: "warn",
  failed: "warn",
  rejected: "warn",
  requires_payment_method: "warn",
};

export function statusTone(status: number): Tone {
  if (status >= 500) return "bad";
  if (status >= 400) return "warn";
  return status >= 300 ? "info" : "good";
}

export function outcomeTone(line: RequestSummary): Tone {
  if (line.status >= 400) return statusTone(line.status);
  return TONES[line.outcome ?? ""] ?? "plain";
}

/** Day and time, to the millisecond, by the sandbox's clock in UTC: `01-27 12:00:00.000`. */
export function timeOf(at: string): string {
  return at.slice(5, 23).replace("T", " ");
}

export function durationOf(microseconds: number): string {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 100_000) return `${(microseconds / 1000).toFixed(1)} ms`;
  return `${Math.round(microseconds / 1000)} ms`;
}

export function delayOf(milliseconds: number): string {
  return milliseconds < 1000 ? `+${milliseconds} ms` : `+${milliseconds / 1000} s`;
}

export function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

export function addressOf(line: RequestSummary): string {
  return line.query ? `${line.path}?${line.query}` : line.path;
}
