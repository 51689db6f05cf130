/** Make projects of others, in which the package lies as `npm pack` has it. */
import { execFile, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));

/** The clone that this package is of, or was copied from. */
export const ROOT = above(PACKAGE);

process.env.PAYDRILL_COMMAND ??= `"${join(ROOT, ".venv/bin/python")}" "${join(ROOT, "server.py")}"`;

const PACKED = pack();

function pack() {
  const folder = mkdtempSync(join(tmpdir(), "paydrill-packed-"));
  after(() => rmSync(folder, { recursive: true }));
  const quiet = ["--silent", "--ignore-scripts", "--pack-destination", folder];
  const name = execFileSync("npm", ["pack", ...quiet], { cwd: PACKAGE, encoding: "utf8" });
  return join(folder, name.trim());
}

function above(folder) {
  return existsSync(join(folder, "server.py")) ? folder : above(dirname(folder));
}

export class Project {
  constructor(files) {
    this.folder = mkdtempSync(join(tmpdir(), "paydrill-project-"));
    after(() => rmSync(this.folder, { recursive: true }));
    this.write({ "package.json": "{}", ...files });
    const modules = join(this.folder, "node_modules");
    const own = join(modules, "@paydrill", "testing");
    mkdirSync(own, { recursive: true });
    for (const name of readdirSync(join(PACKAGE, "node_modules"))) {
      symlinkSync(join(PACKAGE, "node_modules", name), join(modules, name));
    }
    execFileSync("tar", ["-xzf", PACKED, "-C", own, "--strip-components=1"]);
  }

  write(files) {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
  }

  /** Run a command of the shell; return its exit code, and what it prints. */
  run(command, variables = {}) {
    const env = { ...withoutNode(process.env), NO_COLOR: "1", ...variables };
    delete env.FORCE_COLOR;
    return new Promise((resolve) => {
      execFile("/bin/sh", ["-c", command], { cwd: this.folder, env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, told: stdout + stderr });
      });
    });
  }

  /** Start a program of Node. */
  begin(program) {
    return spawn(process.execPath, [program], {
      cwd: this.folder,
      stdio: ["pipe", "pipe", "inherit"],
    });
  }
}

/** Leave out what Node's own runner of tests tells its children. */
function withoutNode({ NODE_TEST_CONTEXT: _, ...others }) {
  return others;
}
