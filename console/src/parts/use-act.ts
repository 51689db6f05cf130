/** Do something at the server, one thing at a time, and keep what it says when it refuses. */

import { useCallback, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";

export interface Act {
  readonly problem: Problem | null;
  readonly isBusy: boolean;
  /** Whether it went well. A call while another is under way does nothing. */
  readonly act: (what: () => Promise<unknown>) => Promise<boolean>;
  readonly forget: () => void;
}

export function useAct(): Act {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const under = useRef(false);
  const act = useCallback(async (what: () => Promise<unknown>) => {
    if (under.current) return false;
    under.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await what();
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    } finally {
      under.current = false;
      setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setProblem(null), []);
  return { problem, isBusy, act, forget };
}
