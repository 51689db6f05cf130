/** Names for the schemas that this view uses. */

import type { components } from "../../api/contract.gen";

type Schemas = components["schemas"];

export type Kind = Schemas["ControlRecordKind"];
export type Stored = Schemas["ControlRecord"];
export type Reference = NonNullable<Schemas["ControlRecordReference"]>;
export type Event = Schemas["ControlEventPage"]["events"][number];
export type Due = Schemas["ControlDueItem"];
export type Operation = Schemas["ControlServedOperation"];

/** In the address, in place of a kind: the ledger and the invariants. */
export const BOOKS = "books";
