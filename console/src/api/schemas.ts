/** Names for the schemas of the control API that views use. */

import type { components, paths } from "./contract.gen";

type Schemas = components["schemas"];

export type RequestSummary = Schemas["ControlRequestSummary"];
export type Exchange = Schemas["ControlExchange"];
export type LoggedMessage = Schemas["ControlLoggedMessage"];
export type Explanation = Schemas["Explanation"];
export type ExplainedRule = Schemas["ExplainedRule"];
/** Why a logged request met what it met. */
export type Why =
  paths["/requests/{request_id}/explanation"]["get"]["responses"]["200"]["content"]["application/json"];
export type OneShot = Schemas["OneShot"];
export type Sandbox = Schemas["ControlSandbox"];

/** A request of any sandbox, as the stream tells it. */
export type Line = RequestSummary & { readonly sandbox: string };
