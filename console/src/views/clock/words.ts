/** How what falls due is put. */

import { base } from "../../api/place";
import { hrefOf } from "../../shell/route";
import type { Tone } from "../../shell/telling";
import type { Due } from "./use-clock";

/** `authorization_expiry` as `Authorization expiry`. */
export function titleOf(action: string): string {
  const text = action.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function toneOf(action: string): Tone {
  if (/_(expiry|deadline|end)$/.test(action)) return "warn";
  if (/_(arrival)$/.test(action)) return "good";
  return /_(decision|change|update)$/.test(action) ? "info" : "plain";
}

/** Where it is shown: a record, a delivery, a challenge's page; empty for the rest. */
export function hrefOfDue({ kind, id, action }: Due): string {
  if (kind) return hrefOf("records", [kind, id]);
  if (action === "challenge_end") return new URL(`3ds/challenges/${id}`, base.value).href;
  return action === "webhook" ? hrefOf("webhooks", [id]) : "";
}
