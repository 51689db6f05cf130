/** Hear of the sandbox's events as they happen: one stream for all who want to. */

import { useEffect, useRef } from "preact/hooks";
import { openStream, type Stream } from "../api/stream";

/** Many events that come at once are heard of once. */
const PATIENCE_MS = 250;

const listeners = new Set<() => void>();
let stream: Stream | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  stream ??= openStream({
    path: () => "ws",
    isGuarded: false,
    onMessage: () => {
      for (const each of listeners) each();
    },
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stream?.close();
    stream = undefined;
  };
}

/**
 * Call `onChange` after something has happened in the sandbox, and when the line is back.
 *
 * `waitOf` says how many milliseconds to wait first.
 */
export function useEvents(onChange: () => void, waitOf: () => number = () => PATIENCE_MS): void {
  const latest = useRef({ onChange, waitOf });
  latest.current = { onChange, waitOf };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = listen(() => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          latest.current.onChange();
        },
        Math.max(PATIENCE_MS, latest.current.waitOf()),
      );
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, []);
}
