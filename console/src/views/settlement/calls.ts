/** What the settlement's view asks: it looks by the control API, so that looking is no traffic. */

import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { callContract } from "../../parts/contract-call";

type Schemas = components["schemas"];

export type Batch = Schemas["SettlementBatch"];
export interface FileLine {
  readonly line: number;
  readonly type: string;
  readonly booked_at: string;
  readonly transaction_id: string | null;
  readonly merchant_reference: string | null;
  readonly method: string | null;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly gross_minor: number;
  readonly interchange_fee_minor: number;
  readonly scheme_fee_minor: number;
  readonly markup_fee_minor: number;
  readonly net_minor: number;
}

export interface SettlementFile {
  readonly manifest: { readonly decimals: number; readonly currency: string };
  readonly lines: readonly FileLine[];
}

export const FORMATS = ["json", "csv", "camt053", "fixed"] as const;
export type Format = (typeof FORMATS)[number];

export const listBatches = () =>
  bodyOf(api().GET("/settlements", { params: { query: { limit: 100 } } }));

/** Close by the acquirer's own contract, as an application would: this one is traffic. */
export async function closeBatches(): Promise<{ batches: Batch[] }> {
  return (await callContract("POST", "settlements", "{}")) as { batches: Batch[] };
}

export interface ReadFile {
  /** What the acquirer calls it. */
  readonly name: string;
  /** Its text, which may be broken on purpose. */
  readonly text: string;
  readonly bytes: Blob;
}

export async function readFile(batch_id: string, format: Format): Promise<ReadFile> {
  const params = { path: { batch_id }, query: { format } };
  const asked = api().GET("/settlements/{batch_id}/file", { params, parseAs: "blob" });
  const bytes: Blob = await bodyOf(asked);
  const { response } = await asked;
  const said = response.headers.get("Content-Disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(said)?.[1] ?? `${batch_id}.txt`;
  return { name, text: await bytes.text(), bytes };
}
