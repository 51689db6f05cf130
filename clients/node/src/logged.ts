/** A request that a sandbox was sent, and what it was answered with, as the control API tells it. */
export interface LoggedRequest {
  readonly request_id: string;
  readonly at: string;
  /** The operation; `null` where no contract knows the path. */
  readonly operation_id: string | null;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The status of the answer, also of one that a fault has kept from the client. */
  readonly status: number;
  /** The rules that applied, in order. */
  readonly rules: readonly string[];
  /** The fault on the wire, if a rule made one. */
  readonly fault: string | null;
  readonly delay_ms: number;
  readonly duration_us: number;
}

const MOST_LINES = 50;

/** Write a request as a line: what was asked, the status, rules and faults. */
export function line(of: LoggedRequest): string {
  const told = [`${of.method} ${of.path}${of.query ? `?${of.query}` : ""}`, of.status, ...of.rules];
  if (of.fault) told.push(`fault ${of.fault}`);
  if (of.delay_ms) told.push(`delayed ${of.delay_ms} ms`);
  return told.join("  ");
}

/** Write a line for each request; of very many, the last. */
export function listing(requests: readonly LoggedRequest[]): string {
  if (requests.length === 0) return "No request has come.";
  const leftOut = requests.length - MOST_LINES;
  const before = leftOut > 0 ? [`(${leftOut} before these)`] : [];
  return [...before, ...requests.slice(-MOST_LINES).map(line)].join("\n");
}
