/** Look again at what traffic may have changed. */

import { useEffect, useRef } from "preact/hooks";
import { lines } from "../api/feed";

const PAUSE_MS = 400;
const LATER_MS = 2000;

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

/** Call `again` from time to time, while something is awaited of which nothing is sent to us. */
export function useAgainWhile(isAwaited: boolean, again: () => void): void {
  useEffect(() => {
    if (!isAwaited) return;
    const timer = setInterval(() => document.hidden || again(), LATER_MS);
    return () => clearInterval(timer);
  }, [isAwaited, again]);
}
