import { readFile } from "node:fs/promises";

import { Control, type Json, type JsonObject } from "./control.js";
import { ExpectationFailed, PaydrillError, Refused } from "./errors.js";
import { line, listing, type LoggedRequest } from "./logged.js";
import { instant } from "./moments.js";
import { payPix, required, total, type Charge, type Total } from "./payments.js";
import { rule, type Calls, type Next } from "./rules.js";
import { WebhookReceiver } from "./webhooks.js";

/** So many, or between two bounds. */
export type Count = number | { readonly min?: number; readonly max?: number };

/** What requests have in common, as `POST /_control/requests/verify` takes it. */
export interface Matching {
  readonly method?: string;
  readonly path?: string;
  /** A status, or a class of it such as `4XX`. */
  readonly status?: number | string;
  readonly rule?: string;
  /** Values by name; `*` stands for any characters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values by JSON Pointer, as in `{"/amount": 77}`. */
  readonly body?: Readonly<Record<string, string | number | boolean | null>>;
}

/** How to list requests. */
export type Filters = Pick<Matching, "method" | "path" | "status" | "rule"> & {
  readonly operation?: string;
};

/** An event, with what else its contract has in it. */
export interface SandboxEvent extends JsonObject {
  readonly type: string;
}

/** A registered receiver of webhooks, with what else the control API tells of it. */
export interface Endpoint extends JsonObject {
  readonly id: string;
  readonly secrets: readonly string[];
}

interface Verdict {
  readonly verified: boolean;
  readonly found: string;
  readonly warnings: readonly string[];
  readonly requests: readonly LoggedRequest[];
}

const NAME_IN_TEXT = /^name:\s*["']?([a-z0-9][a-z0-9-]{0,62})["']?\s*(#.*)?$/m;

/** One sandbox of a running server: the application calls `url`, the test all else. */
export class Sandbox {
  /** Base URL that means this sandbox, whatever the application sends. */
  readonly url: string;
  /** API key that means this sandbox at the server's own URL. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #control: Control;
  readonly #beginning: string | undefined;
  readonly #receivers: WebhookReceiver[] = [];

  /** Address a sandbox; `scenario` is the one that it has again after a reset. */
  constructor(
    server: string,
    readonly name: string,
    { token, scenario }: { token?: string | undefined; scenario?: string | undefined } = {},
  ) {
    this.#control = new Control(server, name, token);
    this.#beginning = scenario;
    this.url = this.#control.url;
    this.key = `sk_test_${name}`;
    this.headers = { authorization: `Bearer ${this.key}` };
  }

  /** Decide what the next calls of an operation meet, before any rule of the scenario. */
  async next(next: Next = {}): Promise<void> {
    const { times = 1 } = next;
    if (!Number.isInteger(times) || times < 1) {
      throw new PaydrillError(`times is ${times}, and is to be a whole number from 1 on`);
    }
    for (let made = 0; made < times; made++) {
      await this.#control.post("/outcomes", rule(next));
    }
  }

  /** Decline the next payments with this code: of an operation, of an amount, or any. */
  async decline(code: string, { amount, ...calls }: Calls & { amount?: Json } = {}): Promise<void> {
    await required(this.#control, "decline");
    await this.next({ ...calls, when: amount === undefined ? {} : { amount }, declined: code });
  }

  /** Let a scenario decide: one of the server by its name, a YAML file, or its text. */
  async scenario(scenario: string): Promise<void> {
    const text = await textOf(scenario);
    const name = text === undefined ? scenario : (NAME_IN_TEXT.exec(text)?.[1] ?? "nameless");
    if (text !== undefined) await this.#control.put(`/scenarios/${name}`, { source: text });
    await this.#control.put("/scenarios/active", { name });
  }

  /** Say what an attempt would meet, and why; nothing changes. */
  explain(operation: string, attempt: JsonObject = {}): Promise<JsonObject> {
    return this.#control.post("/scenarios/explain", { operation, ...attempt });
  }

  /** Return the time on the sandbox's clock. */
  async now(): Promise<Date> {
    return new Date((await this.#control.get<{ now: string }>("/clock")).now);
  }

  /** Stop the clock, where it is or at a moment. */
  async freeze(at?: Date | string): Promise<void> {
    const now = at === undefined ? {} : { now: instant(at) };
    await this.#control.put("/clock", { frozen: true, ...now });
  }

  /** Let the clock run. */
  async unfreeze(): Promise<void> {
    await this.#control.put("/clock", { frozen: false });
  }

  /** Move the clock forward, by `"24h"` say, and do what falls due on the way. */
  async advance(by: string): Promise<void> {
    await this.#control.post("/clock/advance", { by });
  }

  /** List what the sandbox was asked, oldest first. */
  async requests(filters: Filters = {}): Promise<LoggedRequest[]> {
    type Page = { requests: LoggedRequest[]; next_cursor: string | null };
    const found: LoggedRequest[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await this.#control.get("/requests", { ...filters, limit: 100, cursor });
      found.push(...page.requests);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found.reverse();
  }

  /** Write what the sandbox was asked, a line each, under its name. */
  async traffic(): Promise<string> {
    const told = await this.requests().then(listing, String);
    return `Paydrill requests of ${this.name}:\n${told}`;
  }

  /** Fail unless so many requests match; without a count, at least one. */
  async assertRequested(
    operation?: string | null,
    { count = { min: 1 }, ...matching }: Matching & { readonly count?: Count } = {},
  ): Promise<void> {
    const asked = { matching: { ...(operation ? { operation } : {}), ...matching }, count };
    const verdict = await this.#control.post<Verdict>("/requests/verify", asked);
    if (!verdict.verified) {
      const found = verdict.requests.map(line).reverse();
      throw new ExpectationFailed([verdict.found, ...verdict.warnings, ...found].join("\n"));
    }
  }

  /** Fail if a request matches. */
  assertNotRequested(operation?: string | null, matching: Matching = {}): Promise<void> {
    return this.assertRequested(operation, { ...matching, count: 0 });
  }

  /** List the events, oldest first; of these types alone, in which `*` stands for anything. */
  async events(...types: string[]): Promise<SandboxEvent[]> {
    type Page = { events: SandboxEvent[]; next_after: number; last: number };
    const found: SandboxEvent[] = [];
    for (let after = 0, last = 1; after < last;) {
      const page: Page = await this.#control.get("/events", { after, type: types, limit: 1000 });
      found.push(...page.events);
      [after, last] = [page.next_after, page.last];
    }
    return found;
  }

  /** Keep the sandbox as it is, and return the snapshot's name. */
  async snapshot(name?: string): Promise<string> {
    const asked = name === undefined ? {} : { name };
    return (await this.#control.post<{ name: string }>("/snapshots", asked)).name;
  }

  /** Put the sandbox back to a snapshot. */
  async restore(name: string): Promise<void> {
    await this.#control.post(`/snapshots/${name}/restore`);
  }

  /** Forget everything, webhook receivers included, and begin again as it began. */
  async reset(): Promise<void> {
    await this.#control.post("/reset");
    if (this.#beginning !== undefined) await this.scenario(this.#beginning);
  }

  /** Fail unless the records add up: money, moves, events, settlement. */
  async checkInvariants(): Promise<void> {
    try {
      await this.#control.get("/invariants");
    } catch (error) {
      const broken = error instanceof Refused && error.code === "invariant_broken";
      throw broken ? new ExpectationFailed(error.message) : error;
    }
  }

  /** Return what the payments of a currency add up to: `total("captured", "USD")` is `"76.5"`. */
  total(state: Total, currency: string): Promise<string> {
    return total(this.#control, state, currency);
  }

  /** Pay a PIX charge, as the payer's bank does; it is named by its id, or by its answer. */
  payPix(charge: Charge): Promise<void> {
    return payPix(this.#control, charge);
  }

  /** Send a webhook or a callback of a contract, about what has this id or path. */
  async sendWebhook(name: string, about?: string): Promise<void> {
    await this.#control.post("/webhooks/send", { name, about });
  }

  /** Have events sent to a URL; `types`, `format` and `secrets` are as in the control API. */
  registerWebhook(url: string, endpoint: JsonObject = {}): Promise<Endpoint> {
    return this.#control.post("/webhooks/endpoints", { url, ...endpoint });
  }

  /** Return the type of a delivery, by the `webhook-id` that its receiver has got. */
  async webhookType(id: string): Promise<string> {
    type Known = { delivery: { type: string } };
    return (await this.#control.get<Known>(`/webhooks/deliveries/${id}`)).delivery.type;
  }

  /** Receive the sandbox's webhooks of these types of event; without any, of all. */
  async webhooks(...types: string[]): Promise<WebhookReceiver> {
    const receiver = await WebhookReceiver.listening(this, types);
    this.#receivers.push(receiver);
    return receiver;
  }

  /** Close the receivers of its webhooks. */
  close(): void {
    for (const each of this.#receivers.splice(0)) each.close();
  }
}

/** Return the text of a scenario given as a file or as its text; `undefined` for a name. */
export async function textOf(scenario: string): Promise<string | undefined> {
  if (scenario.includes("\n")) return scenario;
  if (!/\.ya?ml$/.test(scenario)) return undefined;
  try {
    return await readFile(scenario, "utf8");
  } catch (error) {
    throw new PaydrillError(`The scenario ${scenario} cannot be read: ${(error as Error).message}`);
  }
}
