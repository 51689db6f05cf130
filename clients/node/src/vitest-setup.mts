import type { TestProject } from "vitest/node";

import { serverOfRun, type RunOptions } from "./run.js";
import type {} from "./vitest.mjs";

/** Make a `globalSetup` of Vitest that starts a server with these options. */
export function globalSetup(options: RunOptions = {}) {
  return async (project: TestProject): Promise<() => Promise<void>> => {
    const server = await serverOfRun(options);
    project.provide("paydrill", server.url);
    return () => server.stop();
  };
}

export default globalSetup();
