/** The route: the part of the address after `#`, as `#/traffic/req_1?status=4XX`. */

import { computed, signal } from "@preact/signals";

export interface Route {
  /** The view's path, such as `traffic`; empty for the first view. */
  readonly view: string;
  /** What follows it, decoded. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

const hash = signal(location.hash);
addEventListener("hashchange", () => {
  hash.value = location.hash;
});
addEventListener("popstate", () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => {
  const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?", 2);
  const [view = "", ...rest] = path.split("/").map(decoded);
  return { view, rest: rest.filter(Boolean), query: new URLSearchParams(query) };
});

/** The address of a view: `hrefOf("traffic", ["req_1"], {status: "4XX"})`. */
export function hrefOf(
  view: string,
  rest: readonly string[] = [],
  query: Record<string, string> = {},
): string {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  const text = new URLSearchParams(filled).toString();
  return `#/${[view, ...rest].map(encodeURIComponent).join("/")}${text && `?${text}`}`;
}

/** Go there. `replace` leaves no step for the browser's Back, as while a filter is typed. */
export function go(href: string, { replace = false } = {}): void {
  if (href === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", href);
  hash.value = location.hash;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
