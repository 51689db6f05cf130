/** The traffic as it comes: one stream for the whole console, drawn at most once a frame. */

import { effect, signal, untracked } from "@preact/signals";
import { link } from "../shell/connection";
import { api, bodyOf } from "./client";
import { Lines } from "./lines";
import { sandbox } from "./place";
import type { Line } from "./schemas";
import { openStream } from "./stream";
import { token } from "./token";

export type Scope = "sandbox" | "server";

/** Whose traffic is followed: that of the sandbox that is shown, or of all. */
export const scope = signal<Scope>("sandbox");

export const lines = new Lines();

/** How many requests the server did not tell, as its log had forgotten them already. */
export const missed = signal(0);

/** Whether the server keeps no log at all (`--request-log 0`). */
export const hasNoLog = signal(false);

const NO_LOG = 4404;
const NOT_VALID = 4400;

interface Message {
  readonly type: string;
  readonly requests?: readonly Line[];
  readonly missed?: number;
  readonly sandbox?: string | null;
}

let waiting: Line[] = [];
let isDue = false;

function flush(): void {
  isDue = false;
  const come = waiting;
  waiting = [];
  lines.add(come);
}

function take(message: Message): void {
  if (message.type === "requests") {
    missed.value += message.missed ?? 0;
    for (const each of message.requests ?? []) waiting.push(each);
    if (isDue) return;
    isDue = true;
    // A page in the background draws no frames, and is to be up to date when it is looked at.
    if (document.hidden) setTimeout(flush, 100);
    else requestAnimationFrame(flush);
  } else if (message.type === "requests.cleared") {
    flush();
    lines.clear(message.sandbox ?? undefined);
  }
}

/** A server that was started anew counts from 1 again: then nothing known is of use. */
async function forgetIfBegunAgain(name: string): Promise<boolean> {
  const last = lines.lastNumber(name);
  if (!last) return false;
  const query = { limit: 1 };
  const page = await bodyOf(api().GET("/requests", { params: { query } })).catch(() => null);
  if (!page || (page.requests[0]?.number ?? 0) >= last) return false;
  lines.clear();
  return true;
}

function follow(name: string, wanted: Scope): () => void {
  const open = () =>
    openStream({
      path: () => {
        const after = wanted === "sandbox" ? lines.lastNumber(name) : 0;
        return `_control/requests/stream?scope=${wanted}&after=${after}`;
      },
      onMessage: (message) => take(message as Message),
      onOpen: async () => {
        if (wanted === "sandbox" && (await forgetIfBegunAgain(name))) stream.restart();
      },
      finalCodes: [NO_LOG, NOT_VALID],
      onEnd: (code) => {
        hasNoLog.value = code === NO_LOG;
      },
    });
  const stream = open();
  const unlink = effect(() => {
    link.value = stream.state.value;
  });
  return () => {
    unlink();
    stream.close();
    waiting = [];
  };
}

/** Begin to listen, and begin anew when another sandbox, scope or login is chosen. */
export function listen(): void {
  effect(() => {
    const [name, wanted] = [sandbox.value, scope.value];
    token.value;
    return untracked(() => {
      lines.clear();
      missed.value = 0;
      hasNoLog.value = false;
      return follow(name, wanted);
    });
  });
}
