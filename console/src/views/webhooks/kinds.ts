/** Names for what the webhooks' part of the control API has. */

import type { components } from "../../api/contract.gen";
import type { Tone } from "../../shell/telling";

type Schemas = components["schemas"];

export type Endpoint = Schemas["WebhookEndpoint"];
export type Delivery = Schemas["WebhookDelivery"];
export type Attempt = Schemas["WebhookAttempt"];

export const TONES: Record<Delivery["status"], Tone> = {
  pending: "info",
  delivered: "good",
  failed: "bad",
  dropped: "fault",
};

/** The forms in which an endpoint may want its events signed. */
export const FORMATS = [
  "standard",
  "stripe",
  "adyen",
  "mercado_pago",
  "github",
  "none",
  "bacen",
] as const satisfies readonly Endpoint["format"][];
