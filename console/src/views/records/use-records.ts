/** The newest records of a kind, as many pages as are wanted, kept fresh while things happen. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { useFresh } from "../../parts/use-fresh";
import type { Stored } from "./schemas";

const PAGE = 100;
/** A filter looks through so many pages. */
const FILTERED_PAGES = 20;

export const MOST_FILTERED = PAGE * FILTERED_PAGES;

async function read(kind: string, pages: number): Promise<{ records: Stored[]; hasMore: boolean }> {
  const records: Stored[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const query: { kind: string; limit: number; cursor?: string } = { kind, limit: PAGE };
    if (cursor) query.cursor = cursor;
    const found = await bodyOf(api().GET("/records", { params: { query } }));
    records.push(...found.records);
    cursor = found.next_cursor;
    if (!cursor) break;
  }
  return { records, hasMore: cursor !== null };
}

export function useRecords(kind: string, isFiltered: boolean) {
  const [wanted, setWanted] = useState(1);
  const pages = isFiltered ? Math.max(wanted, FILTERED_PAGES) : wanted;
  const { data, problem, again } = useFresh(() => read(kind, pages), [kind, pages]);
  return { data, problem, again, more: () => setWanted(wanted + 1) };
}
