/** Ask the server for something when a view opens, and again when asked to. */

import { useCallback, useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { token } from "../api/token";

export interface Called<T> {
  /** The last answer; it stays while the next is waited for. */
  readonly data: T | null;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** Call once, and again when one of `inputs` or the login changes; late answers are dropped. */
export function useCall<T>(call: () => Promise<T>, inputs: readonly unknown[] = []): Called<T> {
  const [shown, show] = useState<{ data: T | null; problem: Problem | null }>({
    data: null,
    problem: null,
  });
  const [times, setTimes] = useState(0);
  const again = useCallback(() => setTimes((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what `call` reads.
  useEffect(() => {
    let isCurrent = true;
    call().then(
      (data) => isCurrent && show({ data, problem: null }),
      (thrown: unknown) =>
        isCurrent && show((before) => ({ data: before.data, problem: asProblem(thrown) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [...inputs, times, token.value]);
  return { ...shown, again };
}
