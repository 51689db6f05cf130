/** Tell a screen reader that requests have come: a sentence now and then, not one each. */

import { useEffect, useRef } from "preact/hooks";
import type { Line } from "../../api/schemas";
import { announce } from "../../shell/telling";

const PAUSE_MS = 5000;

export function useAnnouncing(all: readonly Line[]): void {
  const said = useRef(all.length);
  const latest = useRef(all);
  latest.current = all;
  useEffect(() => {
    const timer = setInterval(() => {
      const come = latest.current.length - said.current;
      said.current = latest.current.length;
      const last = latest.current.at(-1);
      if (come <= 0 || !last) return;
      const how = [last.status, last.outcome].filter(Boolean).join(" ");
      announce(
        come === 1
          ? `${last.method} ${last.path}: ${how}`
          : `${come} requests came; the last: ${last.method} ${last.path}: ${how}`,
      );
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
}
