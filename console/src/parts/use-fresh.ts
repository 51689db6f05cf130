/** Ask the server for something, and again as things happen, but never so often that it shows. */

import { useRef } from "preact/hooks";
import { type Called, useCall } from "./use-call";
import { useEvents } from "./use-events";

const LEAST_MS = 1000;
/** Between two readings lie so many times what the last one took. */
const SHARE = 15;
const MOST_MS = 60_000;

export function useFresh<T>(call: () => Promise<T>, inputs: readonly unknown[] = []): Called<T> {
  const last = useRef({ at: Number.NEGATIVE_INFINITY, took: 0 });
  const called = useCall(async () => {
    const begun = performance.now();
    try {
      return await call();
    } finally {
      const at = performance.now();
      last.current = { at, took: at - begun };
    }
  }, inputs);
  useEvents(called.again, () => {
    const { at, took } = last.current;
    return at + Math.min(Math.max(LEAST_MS, took * SHARE), MOST_MS) - performance.now();
  });
  return called;
}
