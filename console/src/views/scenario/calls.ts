/** What the scenarios' view asks of the control API. */

import { api, ask, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { Problem } from "../../api/problem";

type Schemas = components["schemas"];

export type Overview = Schemas["ScenarioOverview"];
export type ScenarioList = Schemas["ScenarioList"];
export type Finding = Schemas["ScenarioProblem"];

/** A text; `writable` is whether the server lets its file be written. */
export type ScenarioText = Schemas["ScenarioText"] & {
  readonly file?: string | null;
  readonly writable?: boolean;
};

export interface ExampleResult {
  readonly line: number;
  readonly column: number;
  readonly passed: boolean;
  readonly message: string | null;
}

export interface Verdict {
  readonly valid: boolean;
  readonly problems: readonly Finding[];
  /** Nothing from a server that does not run them here. */
  readonly examples?: readonly ExampleResult[];
}

export interface Hit {
  readonly rule: string;
  readonly count: number;
}

export const listed = () => bodyOf(api().GET("/scenarios"));

export const textOf = (name: string): Promise<ScenarioText> =>
  bodyOf(api().GET("/scenarios/{name}", { params: { path: { name } } }));

/** The text of the server's file, also where the sandbox has a scenario of that name. */
export const fileTextOf = (name: string) =>
  ask<ScenarioText>(`/scenarios/${encodeURIComponent(name)}?of=server`);

export const schemaOfScenarios = () => ask<object>("/scenario-schema");

export const validated = (source: string, signal: AbortSignal): Promise<Verdict> =>
  bodyOf(api().POST("/scenarios/validate", { body: { source }, signal }));

export const keepInSandbox = (name: string, source: string) =>
  bodyOf(api().PUT("/scenarios/{name}", { params: { path: { name } }, body: { source } }));

export const takeBack = (name: string) =>
  bodyOf(api().DELETE("/scenarios/{name}", { params: { path: { name } } }));

/** Write the file, if it is still `was`; `null` for one that is not there yet. */
export const saveToFile = (name: string, source: string, was: string | null) =>
  ask<unknown>(`/scenarios/${encodeURIComponent(name)}/file`, {
    method: "PUT",
    body: JSON.stringify(was === null ? { source } : { source, was }),
  });

export const activate = (name: string) =>
  bodyOf(api().PUT("/scenarios/active", { body: { name } }));

/** The active scenario's rules in their order, and how often each has applied. */
export async function hits(): Promise<readonly Hit[]> {
  const active = await ask<{ rules?: readonly Hit[] }>("/scenarios/active");
  return active.rules ?? (await ask<{ rules: readonly Hit[] }>("/coverage")).rules;
}

const ABSENT = new Set([404, 405]);

/** Null where the server has no such thing; any other failure is one. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((thrown: unknown) => {
    if (thrown instanceof Problem && ABSENT.has(thrown.status)) return null;
    throw thrown;
  });
}
