/** The operations that act on a record, as the contracts that are served have them. */

import { api, ask, bodyOf } from "../../api/client";
import { type Body, callContract } from "../../parts/contract-call";
import type { Operation, Stored } from "./schemas";
import type { Way } from "./way";
import { contractOf } from "./ways";

/** `resource.orders.order`: the contract, and the name of the resource in it. */
const RESOURCE = /^resource\.([^.]+)\.(.+)$/;
const ON_ONE = new Set(["change", "replace", "delete", "action"]);

async function operationsOf(contract: string): Promise<readonly Operation[]> {
  const path = { contract };
  const found = await bodyOf(api().GET("/contracts/{contract}", { params: { path } }));
  return found.operations;
}

export function isResource(kind: string): boolean {
  return RESOURCE.test(kind);
}

/** Of our own contracts those of the record's service; of others, those on this resource. */
export async function operationsFor(record: Stored): Promise<readonly Operation[]> {
  const [, of, name] = RESOURCE.exec(record.kind) ?? [];
  const contract = of ?? contractOf(record);
  const { contracts } = await bodyOf(api().GET("/contracts"));
  if (!contracts.some((each) => each.name === contract)) return [];
  const operations = await operationsOf(contract);
  if (!of) return operations;
  return operations.filter(({ resource, path }) => {
    if (resource?.name !== name || !ON_ONE.has(resource?.role ?? "")) return false;
    return path.startsWith(resource?.path ?? "") && path.split("{").length === 2;
  });
}

export function pathOf({ path }: Operation, id: string): string {
  return path.replace(/\{[^}]*\}/g, encodeURIComponent(id));
}

/** Do it. Throws what the server refuses. */
export function send(
  way: Way,
  operations: readonly Operation[],
  record: Stored,
  body: Body | undefined,
): Promise<unknown> {
  const { call } = way;
  if ("control" in call) {
    return ask(call.control, { method: "POST", ...(body !== undefined && { body }) });
  }
  const operation = operations.find((each) => each.operation_id === call.operation);
  if (!operation) return Promise.resolve();
  return callContract(operation.method, pathOf(operation, record.id), body);
}
