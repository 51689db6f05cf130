/** Send a request to the sandbox from this page, and say in a sentence how it went. */

import type { Tone } from "../shell/telling";

export interface ToSend {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

export interface Sent {
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
  /** 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  readonly text: string;
}

const WITHOUT_BODY = new Set(["GET", "HEAD"]);

export async function send({ method, url, headers, body }: ToSend): Promise<Sent> {
  try {
    const hasBody = body && !WITHOUT_BODY.has(method);
    const answer = await fetch(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      redirect: "manual",
      ...(hasBody ? { body } : {}),
    });
    const text = await answer.text();
    return {
      title: `${answer.status} ${answer.statusText}`.trim(),
      detail: answer.headers.get("Paydrill-Error") ?? "",
      tone: answer.status >= 500 ? "bad" : answer.status >= 400 ? "warn" : "good",
      status: answer.status,
      requestId: answer.headers.get("X-Request-Id"),
      text,
    };
  } catch {
    return {
      title: "No whole answer came",
      detail:
        "The connection ended before, as with a fault that resets it; the list has the request.",
      tone: "fault",
      status: 0,
      requestId: null,
      text: "",
    };
  }
}
