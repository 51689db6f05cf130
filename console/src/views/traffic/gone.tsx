/** An address that names a request which the log does not have. */

import { apiOf, bodyOf } from "../../api/client";
import { Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useCall } from "../../parts/use-call";

/** Ask the log itself, as the list may only not have come yet. */
export function Gone({ id, of }: { id: string; of: string }) {
  const params = { path: { request_id: id } };
  const { problem } = useCall(() => bodyOf(apiOf(of).GET("/requests/{request_id}", { params })));
  if (problem?.status !== 404) return null;
  const why = `The log of ${of} has no request ${id}: it was emptied, or has only the newest ones.`;
  return <ProblemNote problem={new Problem("This request is gone", why, 404)} />;
}
