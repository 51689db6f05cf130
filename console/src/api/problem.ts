/** Failures of calls, as sentences for people: the title, the detail and the errors of the server. */

export interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly status?: number;
  readonly errors?: readonly { readonly pointer?: string; readonly message?: string }[];
}

export class Problem extends Error {
  /** `status` is 0 where the server could not be reached. */
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
    readonly code = "",
    readonly errors: readonly string[] = [],
  ) {
    super(detail || title);
  }
}

export const unreachable = () =>
  new Problem(
    "The server cannot be reached",
    "It may have stopped. What is shown stays; the console tries again by itself.",
    0,
  );

export function problemOf(status: number, body: unknown): Problem {
  const given = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  const errors = (given.errors ?? []).map((each) =>
    [each.pointer, each.message].filter(Boolean).join(" "),
  );
  const title = given.title ?? `The server answered ${status}`;
  return new Problem(title, given.detail ?? "", status, given.code ?? "", errors);
}

/** Put whatever was thrown as a `Problem`. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem("The console has failed", text, 0, "console");
}
