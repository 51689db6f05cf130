/** The sandbox's clock as it goes, and what falls due by it. */

import { useEffect, useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { useCall } from "../../parts/use-call";
import { useEvents } from "../../parts/use-events";

export type Clock = components["schemas"]["ControlDueList"];
export type Due = components["schemas"]["ControlDueItem"];

const TICK_MS = 250;
/** A clock that a script moves without an event is noticed after this time. */
const LOOK_MS = 5000;
const MOST = 100;

/** `now` is in milliseconds since 1970; it goes on by itself unless the clock is frozen. */
export function useClock() {
  const { data, problem, again } = useCall(async () => {
    const query = { limit: MOST };
    const clock = await bodyOf(api().GET("/clock/due", { params: { query } }));
    return { clock, askedAt: performance.now() };
  });
  useEvents(again);
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && again();
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [again]);
  const now = useNow(data);
  return { clock: data?.clock ?? null, now, problem, again };
}

function useNow(of: { clock: Clock; askedAt: number } | null): number {
  const read = () => {
    if (!of) return 0;
    const gone = of.clock.frozen ? 0 : performance.now() - of.askedAt;
    return Math.floor((Date.parse(of.clock.now) + gone) / 1000) * 1000;
  };
  const [, show] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` follows from `of`.
  useEffect(() => {
    if (!of || of.clock.frozen) return;
    // The same second is the same state: shown once.
    const timer = setInterval(() => show(read()), TICK_MS);
    return () => clearInterval(timer);
  }, [of]);
  return read();
}
