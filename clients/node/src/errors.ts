/** A server that cannot be used as the test asks. The message is a sentence. */
export class PaydrillError extends Error {
  override name = "PaydrillError";
}

/** No usable response, or no server at all. */
export class NotAnswered extends PaydrillError {
  override name = "NotAnswered";
}

/** The server refused a request of the test's own; `code` is the problem's. */
export class Refused extends PaydrillError {
  override name = "Refused";

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** What a test expects of its sandbox is not so. */
export class ExpectationFailed extends Error {
  override name = "ExpectationFailed";
}
