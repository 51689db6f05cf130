/** Find a record of any kind by its id. */

import { useEffect, useRef } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { go, hrefOf } from "../../shell/route";
import type { Kind } from "./schemas";

async function kindOf(kinds: readonly Kind[], id: string): Promise<string> {
  for (const { kind } of kinds) {
    const query = { kind, id };
    const page = await bodyOf(api().GET("/records", { params: { query } }));
    if (page.records.length > 0) return kind;
  }
  throw new Problem("No such record", `No record of this sandbox has the id ${id}.`, 404);
}

/** `wanted` is the id that the address asks for, as links from other views do. */
export function Find({ kinds, wanted }: { kinds: readonly Kind[]; wanted: string }) {
  const { problem, act, isBusy } = useAct();
  const field = useRef<HTMLInputElement>(null);
  const isReady = kinds.length > 0;

  async function find(id: string, replace: boolean): Promise<void> {
    if (!id) return;
    await act(async () => {
      const kind = await kindOf(kinds, id);
      go(hrefOf("records", [kind, id]), { replace });
      if (field.current) field.current.value = "";
    });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as the kinds are known.
  useEffect(() => {
    if (isReady) void find(wanted, true);
  }, [isReady]);
  return (
    <>
      <form
        class="records-find"
        onSubmit={(event) => {
          event.preventDefault();
          void find(field.current?.value.trim() ?? "", false);
        }}
      >
        <input
          ref={field}
          class="mono"
          aria-label="Id of a record of any kind"
          placeholder="Id of any kind"
          defaultValue={wanted}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit" class="button" disabled={isBusy || !isReady}>
          Open
        </button>
      </form>
      {problem && (
        <div class="records-not-found">
          <ProblemNote problem={problem} />
        </div>
      )}
    </>
  );
}
