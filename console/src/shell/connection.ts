/** How the connection to the server is, for the header; the traffic's stream says it. */

import { signal } from "@preact/signals";
import type { LinkState } from "../api/stream";

export const link = signal<LinkState>("waiting");

export const LINK_WORDS: Record<LinkState, string> = {
  live: "Live",
  waiting: "Connecting…",
  off: "Not live",
};
