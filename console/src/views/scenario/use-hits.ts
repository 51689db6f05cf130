/** How often the rules of the active scenario have applied, as traffic comes. */

import { useEffect, useState } from "preact/hooks";
import { type Hit, hits } from "./calls";

const AGAIN_AFTER_MS = 1500;

export function useHits(isActive: boolean): readonly Hit[] | null {
  const [found, setFound] = useState<readonly Hit[] | null>(null);
  useEffect(() => {
    if (!isActive) return;
    let timer = 0;
    let isCurrent = true;
    async function read(): Promise<void> {
      const now = document.hidden ? null : await hits().catch(() => null);
      if (!isCurrent) return;
      if (now) setFound(now);
      timer = window.setTimeout(read, AGAIN_AFTER_MS);
    }
    void read();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [isActive]);
  return isActive ? found : null;
}
