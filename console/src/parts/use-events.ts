/** Hear of the sandbox's events as they happen. */

import { useEffect, useRef } from "preact/hooks";
import { openStream } from "../api/stream";

/** Many events that come at once are heard of once. */
const PATIENCE_MS = 300;

/** Call `onChange` soon after something has happened in the sandbox, and when the line is back. */
export function useEvents(onChange: () => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stream = openStream({
      path: () => "ws",
      isGuarded: false,
      onMessage: () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          latest.current();
        }, PATIENCE_MS);
      },
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, []);
}
