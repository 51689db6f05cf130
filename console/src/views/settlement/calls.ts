/** Calls of the acquirer's settlement, which is a part of its own contract, not of the control API. */

import { base } from "../../api/place";
import { problemOf, unreachable } from "../../api/problem";
import { callContract } from "../../parts/contract-call";

interface Sum {
  readonly count: number;
  readonly amount: number;
}

export interface Batch {
  readonly batch_id: string;
  readonly currency: string;
  readonly business_date: string;
  readonly value_date: string;
  readonly line_count: number;
  readonly payments: Sum;
  readonly refunds: Sum;
  readonly gross: number;
  readonly fees: { readonly total: number };
  readonly net: number;
  readonly payout: number;
  readonly available_at: string | null;
}

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

/** The address of a batch's file. */
export function fileUrl(batch: string, format: Format): string {
  return new URL(`settlements/${encodeURIComponent(batch)}/file?format=${format}`, base.value).href;
}

export async function listBatches(): Promise<{ batches: Batch[] }> {
  return (await callContract("GET", "settlements?limit=100")) as { batches: Batch[] };
}

export async function closeBatches(): Promise<{ batches: Batch[] }> {
  return (await callContract("POST", "settlements", "{}")) as { batches: Batch[] };
}

/** The text of a batch's file, which may be broken on purpose. */
export async function readFile(batch: string, format: Format): Promise<string> {
  const answer = await fetch(fileUrl(batch, format)).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw problemOf(answer.status, await answer.json());
  return answer.text();
}
