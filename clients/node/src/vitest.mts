import { inject, test as base } from "vitest";

import { PaydrillError, type Beginning, type Sandbox } from "./index.js";
import { sandboxOfTest } from "./run.js";

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

/** Vitest's `test`, with a sandbox of its own for each test; one that fails shows its requests. */
export const test = base.extend<Fixtures>({
  beginning: {},
  paydrill: async ({ beginning, task, onTestFailed }, use) => {
    const server = inject("paydrill");
    if (server === undefined) {
      throw new PaydrillError(
        'No server runs: put globalSetup: "@paydrill/testing/vitest/setup" into Vitest\'s settings',
      );
    }
    const sandbox = await sandboxOfTest(server, task.name, task.id, beginning);
    onTestFailed(async () => console.error(await sandbox.traffic()));
    await use(sandbox);
    sandbox.close();
  },
});
