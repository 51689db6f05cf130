import { createHash } from "node:crypto";

import type { Sandbox } from "./sandbox.js";
import { Paydrill, type Beginning, type StartOptions } from "./server.js";

// Of a sandbox's 63 characters, so that two numbers fit in as well.
const LONGEST_WORDS = 45;

/** How the server of a test run starts; workers know a token from `PAYDRILL_CONTROL_TOKEN` alone. */
export type RunOptions = Omit<StartOptions, "controlToken">;

/** Return the server of a test run: the one that `PAYDRILL_URL` names, or one of its own. */
export async function serverOfRun(options: RunOptions): Promise<Paydrill> {
  const url = process.env.PAYDRILL_URL;
  return url ? Paydrill.connect(url) : await Paydrill.start(options);
}

/** Make the sandbox of a test, named for people, and unlike any other by the test's id. */
export function sandboxOfTest(
  server: string,
  test: string,
  id: string,
  beginning: Beginning,
): Promise<Sandbox> {
  const words = test
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_WORDS);
  const number = createHash("sha256").update(id).digest("hex").slice(0, 8);
  const name = `${words}-${number}`.replace(/^-+/, "");
  return Paydrill.connect(server).freshSandbox(name, beginning);
}
