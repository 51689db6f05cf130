/** The operations that can be chosen, with the statuses that their contracts document. */

import { api, bodyOf } from "../../api/client";

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly statuses: readonly string[];
}

export interface Contract {
  readonly name: string;
  readonly operations: readonly Operation[];
}

export async function contracts(): Promise<readonly Contract[]> {
  const coverage = await bodyOf(api().GET("/coverage"));
  return coverage.contracts.map(({ contract, operations }) => ({
    name: contract,
    operations: operations.map((each) => ({
      id: each.operation_id,
      method: each.method,
      path: each.path,
      statuses: each.answers.map(({ status }) => status).filter((status) => /^\d+$/.test(status)),
    })),
  }));
}
