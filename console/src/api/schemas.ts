/** Names for the schemas of the control API that views use. */

import type { components } from "./contract.gen";

type Schemas = components["schemas"];

export type RequestSummary = Schemas["ControlRequestSummary"];
export type Exchange = Schemas["ControlExchange"];
export type LoggedMessage = Schemas["ControlLoggedMessage"];
export type Explanation = Schemas["Explanation"];
export type ExplainedRule = Schemas["ExplainedRule"];
export type OneShot = Schemas["OneShot"];
export type Sandbox = Schemas["ControlSandbox"];

/** A request of any sandbox, as the stream tells it. */
export type Line = RequestSummary & { readonly sandbox: string };
