/** Where the console is: the addresses of the server and of the sandbox that is looked at. */

import { computed, signal } from "@preact/signals";

const element = document.getElementById("console");

function fact(name: string): string {
  return element?.dataset[name] ?? "";
}

/** The path of the server itself, with a slash at its end, and the sandbox, read from the address. */
function fromAddress(path: string): { root: string; sandbox: string } {
  const above = path.replace(/_control\/console\/?$/, "").replace(/[^/]*$/, "");
  const found = /^(.*\/)~([a-z0-9][a-z0-9-]*)\/$/.exec(above);
  return { root: found?.[1] ?? above, sandbox: found?.[2] ?? "default" };
}

const here = fromAddress(location.pathname);

/** The server's own root, as an absolute URL with a slash at its end. */
export const root = new URL(fact("root") || here.root, location.href).href;

/** The name of the sandbox that the console shows. */
export const sandbox = signal(fact("sandbox") || here.sandbox);

/** The base URL of the sandbox that the console shows, with a slash at its end. */
export const base = computed(() => baseOf(sandbox.value));

/** Whether the server wants its control token. */
export const needsToken = fact("token") === "required";

/** The version of the server; empty where the development server made the document. */
export const version = fact("version");

/** The path before the pages of the documentation: empty, or `_control/`. */
export const pages = fact("pages");

export function baseOf(name: string): string {
  return name === "default" ? root : `${root}~${name}/`;
}

/** Show another sandbox: the address names it too, so that it can be kept and shared. */
export function goToSandbox(name: string): void {
  const below = /_control\/console\/?$/.exec(location.pathname)?.[0] ?? "";
  history.pushState(null, "", `${baseOf(name)}${below}${location.hash}`);
  sandbox.value = name;
}

addEventListener("popstate", () => {
  sandbox.value = fromAddress(location.pathname).sandbox;
});
