/** A WebSocket that comes back by itself, goes on where it was, and says how it is. */

import { type Signal, signal } from "@preact/signals";
import { base } from "./place";
import { refused, token } from "./token";

export type LinkState = "waiting" | "live" | "off";

export interface Stream {
  readonly state: Signal<LinkState>;
  /** Close the connection and open the next at once, by a new path. */
  restart(): void;
  close(): void;
}

interface Options {
  /** The path below the sandbox with its query, asked anew for each connection: it can say `after`. */
  path: () => string;
  onMessage: (message: unknown) => void;
  /** Close codes after which it is of no use to come back, such as 4404. */
  finalCodes?: readonly number[];
  /** False for streams outside the control API, such as `ws`: those take no token. */
  isGuarded?: boolean;
  onOpen?: () => void;
  /** It has ended for good, with this close code. */
  onEnd?: (code: number) => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const NEEDS_TOKEN = 4401;

function protocols(): string[] {
  if (!token.value) return ["paydrill"];
  const bytes = new TextEncoder().encode(token.value);
  const text = btoa(String.fromCharCode(...bytes));
  return ["paydrill", `token.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`];
}

/** Close a socket, once it is open: a browser reports one that never was as a failure of the page. */
function leave(socket: WebSocket | undefined): void {
  if (socket?.readyState !== WebSocket.CONNECTING) socket?.close();
  else socket.onopen = () => socket.close();
}

export function openStream(options: Options): Stream {
  const state = signal<LinkState>("waiting");
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let ended = false;

  function connect(): void {
    const url = new URL(options.path(), base.peek());
    url.protocol = url.protocol.replace("http", "ws");
    const opened = new WebSocket(url, options.isGuarded === false ? [] : protocols());
    socket = opened;
    opened.onopen = () => {
      wait = FIRST_WAIT_MS;
      state.value = "live";
      options.onOpen?.();
    };
    opened.onmessage = (event) =>
      opened === socket && !ended && options.onMessage(JSON.parse(String(event.data)));
    opened.onclose = (event) => opened === socket && closed(event.code);
  }

  function closed(code: number): void {
    if (ended) return;
    if (code === NEEDS_TOKEN) refused();
    if (code === NEEDS_TOKEN || options.finalCodes?.includes(code)) {
      state.value = "off";
      options.onEnd?.(code);
      return;
    }
    state.value = "waiting";
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  connect();
  return {
    state,
    restart: () => {
      const before = socket;
      clearTimeout(timer);
      connect();
      leave(before);
    },
    close: () => {
      ended = true;
      clearTimeout(timer);
      leave(socket);
    },
  };
}
