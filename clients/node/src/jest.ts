import { PaydrillError, type Beginning, type Sandbox } from "./index.js";
import { sandboxOfTest, serverOfRun, type RunOptions } from "./run.js";

/** A test that runs, as `@paydrill/testing/jest/environment` tells of it. */
export interface RunningTest {
  readonly name: string;
  readonly id: string;
  readonly sandboxes: Sandbox[];
}

export const RUNNING = Symbol.for("@paydrill/testing: the test that runs");
const running: (() => Promise<void>)[] = [];

/** Make a sandbox for the test that runs; one that fails shows its requests. */
export async function sandboxForTest(beginning: Beginning = {}): Promise<Sandbox> {
  const test = (globalThis as { [RUNNING]?: RunningTest })[RUNNING];
  const server = process.env.PAYDRILL_URL;
  if (test === undefined || server === undefined) {
    throw new PaydrillError(
      "sandboxForTest() is for a test, or for beforeEach, where Jest's settings have" +
        ' preset: "@paydrill/testing"',
    );
  }
  const id = `${test.id} ${test.sandboxes.length}`;
  const sandbox = await sandboxOfTest(server, test.name, id, beginning);
  test.sandboxes.push(sandbox);
  return sandbox;
}

/** Make a `globalSetup` of Jest that starts a server with these options. */
export function globalSetup(options: RunOptions = {}) {
  return async (): Promise<void> => {
    const server = await serverOfRun(options);
    const before = process.env.PAYDRILL_URL;
    process.env.PAYDRILL_URL = server.url; // which workers inherit
    running.push(async () => {
      await server.stop();
      if (before === undefined) delete process.env.PAYDRILL_URL;
    });
  };
}

/** Stop what `globalSetup` has started. */
export async function globalTeardown(): Promise<void> {
  await Promise.all(running.splice(0).map((stop) => stop()));
}
