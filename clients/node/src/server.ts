import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { promisify } from "node:util";

import { Control, type JsonObject } from "./control.js";
import { PaydrillError, Refused } from "./errors.js";
import { instant } from "./moments.js";
import { refuseOthers } from "./options.js";
import { Sandbox, textOf } from "./sandbox.js";

export interface StartOptions {
  /** Contracts to serve in place of Paydrill's own: files, addresses, `NAME=FILE@/MOUNT`. */
  contracts?: string | readonly string[];
  /** The scenario with which sandboxes begin: a name, or a YAML file. */
  scenario?: string;
  /** Further options of `paydrill serve`. */
  args?: readonly string[];
  /** The command that serves, such as `["python", "server.py"]`; options are put behind it. */
  command?: readonly string[];
  /** The token of the control API. */
  controlToken?: string;
}

/** How a sandbox begins. */
export interface Beginning {
  /** A scenario of the server by its name, a YAML file, or its text. */
  scenario?: string;
  /** Where its clock stands still, unless `frozen` is false. */
  now?: Date | string;
  seed?: number;
  frozen?: boolean;
}

const USUAL = [["paydrill"], ["python3", "-m", "paydrill"]] as const;
const OF_START = ["contracts", "scenario", "args", "command", "controlToken"];
const OF_BEGINNING = ["scenario", "now", "seed", "frozen"];
const LONGEST_LOOK_MS = 30_000;
// Said to the server whatever a paydrill.toml says.
const ALONE = ["--port", "0", "--tls-port", "0", "--workers", "1", "--store", "memory:"];
const PATIENCE_MS = 120_000;
const TURN_MS = 20;
const LONGEST_END_MS = 20_000;
const REMEDY =
  "Install Paydrill's package, or name the program by the option \"command\" or the variable" +
  " PAYDRILL_COMMAND; in a clone, after `make run`, it is '.venv/bin/python server.py'";

/** A server: one of its own, which ends with this process however that ends, or one at a URL. */
export class Paydrill {
  private constructor(
    /** Where the server is. */
    readonly url: string,
    private readonly token: string | undefined,
    private readonly process?: ChildProcess,
  ) {}

  /** Start a server on a free port, with records in memory. */
  static async start(options: StartOptions = {}): Promise<Paydrill> {
    refuseOthers(options, OF_START, "The start of a server");
    const { contracts = [], scenario, args = [], controlToken } = options;
    const given = [contracts, args].flat(2);
    if (scenario !== undefined) given.push("--scenario", scenario);
    const variables = environment();
    // On the command line, every user of the machine could read it.
    if (controlToken !== undefined) variables.PAYDRILL_CONTROL_TOKEN = controlToken;
    const [url, process] = await begun(options.command ?? (await found()), given, variables);
    return new Paydrill(url, controlToken, process);
  }

  /** Use a server that runs; `PAYDRILL_CONTROL_TOKEN` may have its token. */
  static connect(url: string, { controlToken }: { controlToken?: string } = {}): Paydrill {
    return new Paydrill(new Control(url).server, controlToken);
  }

  /** Make a sandbox; without a name, the server makes one up. */
  async sandbox(name?: string, beginning: Beginning = {}): Promise<Sandbox> {
    refuseOthers(beginning, OF_BEGINNING, "A sandbox");
    const { scenario, now, seed, frozen = now === undefined ? undefined : true } = beginning;
    const text = scenario === undefined ? undefined : await textOf(scenario);
    const asked: JsonObject = {
      name,
      seed,
      scenario: text === undefined ? scenario : undefined,
      now: now === undefined ? undefined : instant(now),
      frozen,
    };
    const control = new Control(this.url, undefined, this.token);
    const made = await control.post<{ name: string }>("/sandboxes", asked);
    const sandbox = new Sandbox(this.url, made.name, { token: this.token, scenario: text });
    if (text !== undefined) await sandbox.scenario(text);
    return sandbox;
  }

  /** Make a sandbox of this name; where it is taken, something is added to the name. */
  async freshSandbox(name: string, beginning: Beginning = {}): Promise<Sandbox> {
    try {
      return await this.sandbox(name, beginning);
    } catch (error) {
      if (!(error instanceof Refused && error.code === "sandbox_exists")) throw error;
      return await this.sandbox(`${name}-${randomUUID().slice(0, 8)}`, beginning);
    }
  }

  /** Stop the server, if it was started here. */
  async stop(): Promise<void> {
    if (this.process !== undefined) await ended(this.process);
  }
}

/** Find the command that serves. */
async function found(): Promise<readonly string[]> {
  const named = process.env.PAYDRILL_COMMAND?.match(/("[^"]*"|'[^']*'|\S)+/g);
  if (named) return named.map((each) => each.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  for (const [program, ...rest] of USUAL) {
    try {
      const how = { env: environment(), timeout: LONGEST_LOOK_MS };
      await promisify(execFile)(program, [...rest, "--version"], how);
      return [program, ...rest, "serve"];
    } catch {
      // Not on this machine; the next may be.
    }
  }
  throw new PaydrillError(
    `There is no server program: none of ${USUAL.map((each) => each.join(" ")).join(", ")} starts.` +
      ` ${REMEDY}`,
  );
}

/** The server refuses variables that it does not know. */
function environment(): NodeJS.ProcessEnv {
  const { PAYDRILL_COMMAND: _, ...others } = process.env;
  return others;
}

/**
 * Start a server, and return its URL when it answers.
 *
 * It ends when this process does, for nothing else holds its standard input. An interrupt at the
 * terminal is this process's alone: teardowns still need the server.
 */
async function begun(
  [program = "", ...rest]: readonly string[],
  given: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<[string, ChildProcess]> {
  const folder = await mkdtemp(join(tmpdir(), "paydrill-"));
  const ready = join(folder, "ready.json");
  const own = ["--stop-with-stdin", "--ready-file", ready];
  const child = spawn(program, [...rest, ...ALONE, ...own, ...given], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
    env,
  });
  let told = "";
  child.stderr
    .setEncoding("utf8")
    .on("data", (text: string) => (told = (told + text).slice(-9999)));
  let end: string | undefined;
  child.once("error", (error) => (end = `does not start: ${error.message}. ${REMEDY}`));
  child.once(
    "close",
    (code, signal) => (end ??= `ended with ${code ?? signal} before it answered`),
  );
  try {
    for (let waited = 0; waited < PATIENCE_MS && end === undefined; waited += TURN_MS) {
      const text = await readFile(ready, "utf8").catch(() => "");
      if (text !== "") {
        // A script that forgets to stop the server ends all the same, and the server with it.
        for (const each of [child, child.stdin as Socket, child.stderr as Socket]) each.unref();
        return [(JSON.parse(text) as { url: string }).url, child];
      }
      await later(TURN_MS);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  await ended(child);
  const what = end ?? `has not answered for ${PATIENCE_MS / 1000} s`;
  throw new PaydrillError(`The server ${what}${told && `:\n${told}`}`.trim());
}

/** Close the standard input of a server, and wait for its end. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exit = once(child, "exit");
  child.stdin?.end();
  const patience = setTimeout(() => child.kill("SIGKILL"), LONGEST_END_MS);
  await exit;
  clearTimeout(patience);
}
