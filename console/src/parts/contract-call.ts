/** Call an operation of a contract in the sandbox that is looked at, as a client of it would. */

import { base, sandbox } from "../api/place";
import { Problem, problemOf, unreachable } from "../api/problem";

/** JSON as it is sent, digit for digit, or a form. */
export type Body = string | URLSearchParams;

/** `path` is below the sandbox. */
export async function callContract(method: string, path: string, body?: Body): Promise<unknown> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    // A key that names this sandbox, for contracts that ask for one.
    Authorization: `Bearer sk_test_${sandbox.peek()}`,
  };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const url = new URL(path.replace(/^\//, ""), base.peek());
  const init = { method, headers, ...(body !== undefined && { body }) };
  const answer = await fetch(url, init).catch(() => {
    throw unreachable();
  });
  const text = await answer.text();
  const read = readOf(text);
  if (!answer.ok) throw refusalOf(answer.status, read);
  return read;
}

function readOf(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Contracts have errors of many shapes; most say what is wrong in `detail` or `message`. */
function refusalOf(status: number, body: unknown): Problem {
  const problem = problemOf(status, body);
  if (problem.detail || typeof body !== "object" || body === null) return problem;
  const inner = "error" in body && typeof body.error === "object" ? body.error : body;
  const said = inner && "message" in inner ? String(inner.message) : JSON.stringify(body);
  return new Problem(problem.title, said, status, problem.code, problem.errors);
}
