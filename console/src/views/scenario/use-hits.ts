/** How often the rules of the active scenario have applied, as traffic comes. */

import { useEffect, useState } from "preact/hooks";
import { hasNoLog, lines } from "../../api/feed";
import { type Hit, hits } from "./calls";

/** At most so often, however much comes. */
const AGAIN_AFTER_MS = 500;
/** Without a log nothing tells that a request has come. */
const WITHOUT_LOG_MS = 2000;

export function useHits(isActive: boolean): readonly Hit[] | null {
  const [found, setFound] = useState<readonly Hit[] | null>(null);
  useEffect(() => (isActive ? follow(setFound) : undefined), [isActive]);
  return isActive ? found : null;
}

function follow(show: (found: readonly Hit[]) => void): () => void {
  let isCurrent = true;
  let seen = -1;
  async function read(): Promise<void> {
    const version = lines.version.peek();
    const isDue = version !== seen || hasNoLog.peek();
    const now = isDue && !document.hidden ? await hits().catch(() => null) : null;
    if (!isCurrent) return;
    if (now) {
      seen = version;
      show(now);
    }
    timer = window.setTimeout(read, hasNoLog.peek() ? WITHOUT_LOG_MS : AGAIN_AFTER_MS);
  }
  let timer = window.setTimeout(read);
  return () => {
    isCurrent = false;
    clearTimeout(timer);
  };
}
