/** Start a Paydrill server for tests, or use one that runs, and direct its sandboxes. */
export type { Json, JsonObject } from "./control.js";
export { ExpectationFailed, NotAnswered, PaydrillError, Refused } from "./errors.js";
export type { LoggedRequest } from "./logged.js";
export type { Charge, Total } from "./payments.js";
export type { Calls, Fault, Next, Outcome } from "./rules.js";
export type { Count, Endpoint, Filters, Matching, SandboxEvent } from "./sandbox.js";
export { Sandbox } from "./sandbox.js";
export { Paydrill, type Beginning, type StartOptions } from "./server.js";
export { WebhookReceiver, type Webhook } from "./webhooks.js";
