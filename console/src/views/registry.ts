/**
 * The views, in the order of the navigation: a line each.
 *
 * `path` is the first part of the address after `#/`; `key` is pressed after `g`; `load` brings the
 * view's own chunk when it is first opened, and its default export is the component.
 */

import type { ComponentType } from "preact";

export interface ViewEntry {
  readonly path: string;
  readonly title: string;
  readonly key: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

export const VIEWS: readonly [ViewEntry, ...ViewEntry[]] = [
  { path: "traffic", title: "Traffic", key: "t", load: () => import("./traffic") },
  { path: "next", title: "Next call", key: "n", load: () => import("./next-call") },
  { path: "clock", title: "Clock", key: "c", load: () => import("./clock") },
  { path: "records", title: "Records", key: "r", load: () => import("./records") },
  { path: "sandboxes", title: "Sandboxes", key: "b", load: () => import("./sandboxes") },
];
