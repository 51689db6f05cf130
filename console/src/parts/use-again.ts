/** Look again at what traffic may have changed. */

import { useEffect, useRef } from "preact/hooks";
import { lines } from "../api/feed";

const PAUSE_MS = 400;

/** Call `again` shortly after requests have come in, and once a pause while they keep coming. */
export function useAgainAfterTraffic(again: () => void, isWanted = true): void {
  const moved = lines.version.value;
  const seen = useRef(moved);
  const timer = useRef(0);
  useEffect(() => {
    if (!isWanted || timer.current || moved === seen.current) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      seen.current = lines.version.peek();
      again();
    }, PAUSE_MS);
  }, [moved, again, isWanted]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
