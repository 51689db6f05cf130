/** What the scenarios' view asks of the control API. */

import { api, ask, bodyOf } from "../../api/client";
import type { components } from "../../api/contract.gen";
import { Problem } from "../../api/problem";

type Schemas = components["schemas"];

export type Overview = Schemas["ScenarioOverview"];
export type ScenarioList = Schemas["ScenarioList"];
export type Finding = Schemas["ScenarioProblem"];

export type ScenarioText = Schemas["ScenarioText"];
export type Verdict = Schemas["ScenarioVerdict"];
export type Hit = Schemas["ControlRuleCoverage"];

export const listed = () => bodyOf(api().GET("/scenarios"));

export const textOf = (name: string): Promise<ScenarioText> =>
  bodyOf(api().GET("/scenarios/{name}", { params: { path: { name } } }));

/** The text of the server's file, also where the sandbox has a scenario of that name. */
export const fileTextOf = (name: string): Promise<ScenarioText> =>
  bodyOf(api().GET("/scenarios/{name}", { params: { path: { name }, query: { of: "server" } } }));

export const schemaOfScenarios = () => ask<object>("/scenario-schema");

export const validated = (source: string, signal: AbortSignal): Promise<Verdict> =>
  bodyOf(api().POST("/scenarios/validate", { body: { source }, signal }));

/** Keep it, if the sandbox has the text `before` still; empty for none of that name. */
export const keepInSandbox = (name: string, source: string, before: string) =>
  bodyOf(api().PUT("/scenarios/{name}", { params: { path: { name } }, body: { source, before } }));

export const takeBack = (name: string) =>
  bodyOf(api().DELETE("/scenarios/{name}", { params: { path: { name } } }));

/** Write the file, if it has the text `before` still; `null` for one that is not there yet. */
export const saveToFile = (name: string, source: string, before: string | null) =>
  bodyOf(
    api().PUT("/scenarios/{name}/file", { params: { path: { name } }, body: { source, before } }),
  );

export const activate = (name: string) =>
  bodyOf(api().PUT("/scenarios/active", { body: { name } }));

/** The active scenario's rules in their order, and how often each has applied. */
export const hits = async (): Promise<readonly Hit[]> =>
  (await bodyOf(api().GET("/scenarios/active"))).rules;

const ABSENT = new Set([404, 405]);

/** Null where the server has no such thing; any other failure is one. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((thrown: unknown) => {
    if (thrown instanceof Problem && ABSENT.has(thrown.status)) return null;
    throw thrown;
  });
}
