/** The control API of the sandbox that is looked at, typed by its contract. */

import { computed } from "@preact/signals";
import createClient from "openapi-fetch";
import type { paths } from "./contract.gen";
import { base, baseOf, sandbox } from "./place";
import { problemOf, unreachable } from "./problem";
import { refused, token } from "./token";

/** Add the token, notice that it is refused, and say so when nobody answers. */
async function send(request: Request): Promise<Response> {
  if (token.value) request.headers.set("Authorization", `Bearer ${token.value}`);
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (thrown) {
    if (request.signal.aborted) throw thrown;
    throw unreachable();
  }
  if (answer.status === 401) refused();
  return answer;
}

const client = computed(() => clientAt(base.value));

function clientAt(url: string) {
  return createClient<paths>({ baseUrl: `${url}_control`, fetch: send });
}

/** The client of this moment's sandbox: `api().GET("/clock")`. */
export const api = () => client.value;

/** The client of another sandbox. */
export const apiOf = (name: string) => (name === sandbox.value ? api() : clientAt(baseOf(name)));

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of the answer; any answer but 2xx is thrown as a `Problem`. */
export async function bodyOf<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

/** Ask a path of the control API that its contract does not type, such as a part of a list. */
export async function ask<T>(path: string, init: RequestInit = {}, of?: string): Promise<T> {
  const headers = new Headers(init.headers);
  if (init.body) headers.set("Content-Type", "application/json");
  const url = of === undefined ? base.value : baseOf(of);
  const answer = await send(new Request(`${url}_control${path}`, { ...init, headers }));
  const text = await answer.text();
  const body: unknown = text ? JSON.parse(text) : undefined;
  if (!answer.ok) throw problemOf(answer.status, body);
  return body as T;
}
