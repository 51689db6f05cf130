/** How the connection to the server is, for the header; the traffic's stream says it. */

import { computed, effect, signal } from "@preact/signals";
import type { LinkState } from "../api/stream";

export const link = signal<LinkState>("waiting");

const wasLive = signal(false);
effect(() => {
  if (link.value === "live") wasLive.value = true;
});

const WORDS: Record<LinkState, string> = {
  live: "Live",
  waiting: "Connecting…",
  off: "Not live",
};

export const linkWords = computed(() =>
  link.value === "waiting" && wasLive.value ? "No connection: trying again…" : WORDS[link.value],
);
