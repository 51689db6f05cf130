import { createHmac, timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { ExpectationFailed, PaydrillError, Refused } from "./errors.js";
import { refuseOthers } from "./options.js";
import type { Sandbox } from "./sandbox.js";

// As they are before a test puts others in their place: vi.useFakeTimers().
const { setTimeout, clearTimeout } = globalThis;
const now = Date.now;

const TOLERANCE_S = 300;
// Less than the 5 s after which Vitest and Jest end a test, and tell less.
const PATIENCE_MS = 4000;

/** A webhook that has come, its signature verified. */
export interface Webhook {
  /** What the sandbox calls its delivery. */
  readonly id: string;
  readonly type: string;
  // Each contract has bodies of its own.
  readonly body: unknown;
  /** By name in lower case. */
  readonly headers: IncomingHttpHeaders;
}

interface Arrival {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  told?: Promise<Webhook | undefined>;
}

/**
 * An HTTP server on a free port of this machine, registered in a sandbox for its webhooks.
 *
 * It answers 204, or 401 to what has no valid signature.
 */
export class WebhookReceiver {
  /** How many have come without a valid signature. */
  refused = 0;
  #come: Arrival[] = [];
  readonly #taken = new Set<Webhook>();
  readonly #news = new EventEmitter().setMaxListeners(0);
  #secret = "";

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly server: Server,
  ) {
    server.on("request", (request, response) => {
      const answer = (status: number) => response.writeHead(status, { connection: "close" }).end();
      buffer(request).then(
        (body) => answer(this.#take(request.headers, body)),
        () => answer(400), // half a request
      );
    });
  }

  /** Listen, and register in the sandbox for these types of event; without any, for all. */
  static async listening(sandbox: Sandbox, types: readonly string[]): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(sandbox, createServer().unref());
    await once(receiver.server.listen(0, "127.0.0.1"), "listening");
    const asked = { types: types.length > 0 ? types : ["*"] };
    try {
      const { secrets } = await sandbox.registerWebhook(receiver.url, asked);
      receiver.#secret = secrets[0] ?? "";
    } catch (error) {
      receiver.close();
      throw error;
    }
    return receiver;
  }

  /** Where it listens. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Return the webhooks that have come so far, oldest first. */
  async received(): Promise<Webhook[]> {
    const told = await Promise.all(this.#come.map((each) => (each.told ??= this.#told(each))));
    return told.filter((each) => each !== undefined);
  }

  /**
   * Return the next webhook of a type, which has come already or is waited for.
   *
   * Each is returned once. `*` in the type stands for any characters.
   */
  async waitFor(type: string, options: { timeoutMs?: number } = {}): Promise<Webhook> {
    refuseOthers(options, ["timeoutMs"], "waitFor");
    const { timeoutMs = PATIENCE_MS } = options;
    if (!Number.isFinite(timeoutMs) || timeoutMs < 0) {
      throw new PaydrillError(`timeoutMs is ${timeoutMs}, and is to be a number of milliseconds`);
    }
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#news.emit("come");
    }, timeoutMs);
    try {
      for (;;) {
        const news = once(this.#news, "come");
        const found = await this.#next(type);
        if (found !== undefined) return found;
        if (isLate) throw new ExpectationFailed(await this.#missing(type, timeoutMs));
        await news;
      }
    } finally {
      clearTimeout(timer);
      this.#news.emit("come");
    }
  }

  /** Stop listening. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Keep a webhook if its signature is valid; return the status to answer. */
  #take(headers: IncomingHttpHeaders, body: Buffer): number {
    if (!isSigned(headers, body, this.#secret)) {
      this.refused += 1;
      return 401;
    }
    const id = String(headers["webhook-id"]);
    // The same id for another body: the sandbox is back at a snapshot, where ids begin again.
    this.#come = this.#come.filter((each) => each.told || each.id !== id || each.body.equals(body));
    this.#come.push({ id, headers, body });
    this.#news.emit("come");
    return 204;
  }

  /**
   * Look up the type of what has come: bodies of foreign contracts need not have it.
   *
   * A delivery that the sandbox has forgotten, by a reset say, is `undefined`.
   */
  async #told({ id, headers, body }: Arrival): Promise<Webhook | undefined> {
    try {
      const type = await this.sandbox.webhookType(id);
      return { id, type, body: JSON.parse(body.toString()) as unknown, headers };
    } catch (error) {
      if (error instanceof Refused && error.code === "delivery_not_found") return undefined;
      throw error;
    }
  }

  async #next(type: string): Promise<Webhook | undefined> {
    const received = await this.received();
    const found = received.find((each) => !this.#taken.has(each) && fits(each.type, type));
    if (found !== undefined) this.#taken.add(found);
    return found;
  }

  async #missing(type: string, timeoutMs: number): Promise<string> {
    const others = (await this.received()).filter((each) => !this.#taken.has(each));
    const names = others.map((each) => each.type).join(", ");
    const come = names ? `not yet taken: ${names}` : "no other has come";
    const refused = this.refused > 0 ? `; ${this.refused} had no valid signature` : "";
    return `No webhook ${type} has come in ${timeoutMs / 1000} s; ${come}${refused}`;
  }
}

function fits(type: string, pattern: string): boolean {
  const parts = pattern.split("*").map((each) => each.replace(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(type);
}

/** Verify a signature as Standard Webhooks has it: a fresh timestamp, and a HMAC among several. */
function isSigned(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const second = Number(headers["webhook-timestamp"]);
  if (!(Math.abs(now() / 1000 - second) <= TOLERANCE_S)) return false;
  const expected = createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`)
    .update(body)
    .digest();
  return String(headers["webhook-signature"])
    .split(" ")
    .filter((each) => each.startsWith("v1,"))
    .map((each) => Buffer.from(each.slice("v1,".length), "base64"))
    .some((each) => each.length === expected.length && timingSafeEqual(each, expected));
}
