/** Look again at what traffic may have changed. */

import { useEffect } from "preact/hooks";
import { lines } from "../api/feed";

const PAUSE_MS = 400;

/** Call `again` shortly after requests have come in, once for many. */
export function useAgainAfterTraffic(again: () => void): void {
  const moved = lines.version.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the traffic is what it waits for.
  useEffect(() => {
    const timer = setTimeout(again, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [moved, again]);
}
