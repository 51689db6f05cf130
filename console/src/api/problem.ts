/** Failures of calls, as sentences for people: the title, the detail and the errors of the server. */

export interface ProblemBody {
  readonly type?: string;
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

/** Where the server names a place by a JSON Pointer: the field's name, or line and column. */
function placeOf(pointer = ""): string {
  const place = /^\/source\/(\d+):(\d+)$/.exec(pointer);
  if (place) return `line ${place[1]}, column ${place[2]}:`;
  return pointer.replace(/^\/(?:path|query|header)\//, "").replace(/^\//, "");
}

/**
 * Titles by the status alone, such as Bad Request, help nobody: then the detail stands for itself.
 * The detail of a refusal with errors says them once more, and is left out.
 */
export function problemOf(status: number, body: unknown): Problem {
  const given = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  const errors = (given.errors ?? []).map((each) =>
    [placeOf(each.pointer), each.message].filter(Boolean).join(" "),
  );
  const { title = `The server answered ${status}`, detail = "", code = "" } = given;
  if (given.type !== "about:blank") return new Problem(title, detail, status, code, errors);
  if (errors.length === 0) return new Problem(detail || title, "", status, code);
  const [first = ""] = errors;
  if (errors.length === 1) return new Problem("The server refuses this", first, status, code);
  return new Problem("The server refuses this", "", status, code, errors);
}

/** Put whatever was thrown as a `Problem`. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem("The console has failed", text, 0, "console");
}
