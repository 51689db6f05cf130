import { inject, test as base } from "vitest";

import type { Beginning, Sandbox } from "./index.js";
import { sandboxOfTest, serverOfRun } from "./run.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The URL of the server of the test run. */
    paydrill: string;
  }
}

export interface Fixtures {
  /** How the test's sandbox begins: `test.extend({ beginning: { seed: 7 } })`. */
  beginning: Beginning;
  /** The test's own sandbox. */
  paydrill: Sandbox;
}

/** The server of the run, or else of this file; started here, it takes none of a test's time. */
const server = inject("paydrill") ?? (await serverOfRun({})).url;

/** Vitest's `test`, with a sandbox of its own for each test; one that fails shows its requests. */
export const test = base.extend<Fixtures>({
  beginning: {},
  paydrill: async ({ beginning, task, onTestFailed }, use) => {
    const sandbox = await sandboxOfTest(server, task.name, task.id, beginning);
    onTestFailed(async () => console.error(await sandbox.traffic()));
    await use(sandbox);
    sandbox.close();
  },
});
