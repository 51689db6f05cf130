import { NotAnswered, PaydrillError, Refused } from "./errors.js";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}
export type Query = Readonly<
  Record<string, string | number | readonly string[] | null | undefined>
>;

const PATIENCE_MS = 60_000;

/** The calls of a test about one sandbox, or about the server where none is named. */
export class Control {
  readonly server: string;
  readonly url: string;

  constructor(
    server: string,
    sandbox?: string,
    readonly token: string | undefined = process.env.PAYDRILL_CONTROL_TOKEN,
  ) {
    if (!/^https?:\/\//.test(server)) {
      throw new NotAnswered(`${server} is no URL of a server: it begins with http:// or https://`);
    }
    if (/[^\t\x20-\xff]/.test(token?.trim() ?? "")) {
      throw new PaydrillError("The token of the control API has characters that no header can have");
    }
    this.server = server.replace(/\/+$/, "");
    this.url = sandbox === undefined ? this.server : `${this.server}/~${sandbox}`;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.call<T>("GET", `/_control${path}`, undefined, query);
  }

  post<T>(path: string, body?: JsonObject): Promise<T> {
    return this.call<T>("POST", `/_control${path}`, body);
  }

  put<T>(path: string, body: JsonObject): Promise<T> {
    return this.call<T>("PUT", `/_control${path}`, body);
  }

  /** Return the JSON of a response, which the caller says the type of. */
  async call<T>(method: string, path: string, body?: JsonObject, query: Query = {}): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const sent = body === undefined ? null : json(body);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    let status: number;
    let text: string;
    try {
      const url = `${this.url}${path}${written(query)}`;
      const response = await fetch(url, { method, headers, body: sent, signal });
      status = response.status;
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? cause.message || String(cause) : message;
      throw new NotAnswered(`No server answers at ${this.server}: ${reason}`);
    }
    if (status >= 400) throw refused(status, text, this.server);
    try {
      return (text === "" ? null : JSON.parse(text)) as T;
    } catch {
      throw new NotAnswered(`${this.server} answers what is not JSON: is it Paydrill?`);
    }
  }
}

function json(body: JsonObject): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    throw new PaydrillError(`What is sent cannot be JSON: ${(error as Error).message}`);
  }
}

function written(query: Query): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) asked.append(name, String(each));
    }
  }
  return asked.size > 0 ? `?${asked}` : "";
}

interface Problem {
  readonly code: string;
  readonly detail?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
}

/** Read a problem document; the one about payments has `message` alone. */
function refused(status: number, text: string, server: string): NotAnswered | Refused {
  try {
    const { code, detail, message, errors = [] } = JSON.parse(text) as Problem;
    if (detail !== undefined) {
      const wrong = errors.map((each) => `${each.pointer}: ${each.message}`).join("; ");
      return new Refused(status, code, wrong || detail);
    }
    if (message !== undefined) return new Refused(status, "refused", message);
  } catch {
    // No problem document.
  }
  return new NotAnswered(`${server} answers ${status}, and is no Paydrill server`);
}
