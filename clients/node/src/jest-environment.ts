import { TestEnvironment } from "jest-environment-node";

import { RUNNING, type RunningTest } from "./jest.js";

interface Block {
  readonly name: string;
  readonly parent?: Block;
}
interface TestEvent {
  readonly name: string;
  readonly test?: Block & { readonly errors: unknown[] };
}

/** Jest's environment of Node, which tells a test's sandboxes who they are for. */
export default class PaydrillEnvironment extends TestEnvironment {
  readonly #file: string;

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    this.#file = context.testPath;
  }

  /** Name the test that begins; show the requests of one that has failed. */
  async handleTestEvent({ name, test }: TestEvent): Promise<void> {
    const global = this.global as { [RUNNING]?: RunningTest | undefined };
    if (test !== undefined && name === "test_start") {
      global[RUNNING] = { name: test.name, id: `${this.#file} ${path(test)}`, sandboxes: [] };
    } else if (test !== undefined && name === "test_done") {
      for (const sandbox of global[RUNNING]?.sandboxes ?? []) {
        if (test.errors.length > 0) {
          const message = await sandbox.traffic();
          test.errors.push({ message, stack: message });
        }
        sandbox.close();
      }
      global[RUNNING] = undefined;
    }
  }
}

function path(block: Block): string {
  return block.parent === undefined ? "" : `${path(block.parent)} ${block.name}`;
}
