/** Find a record of any kind by its id. */

import { useEffect, useRef } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { go, hrefOf } from "../../shell/route";

/** Asks for the kinds as well: the record may be the first of its kind. */
async function kindOf(id: string): Promise<string> {
  const { kinds } = await bodyOf(api().GET("/record-kinds"));
  for (const { kind } of kinds) {
    const query = { kind, id };
    const page = await bodyOf(api().GET("/records", { params: { query } }));
    if (page.records.length > 0) return kind;
  }
  throw new Problem("No such record", `No record of this sandbox has the id ${id}.`, 404);
}

/** `wanted` is the id that the address asks for, as links from other views do. */
export function Find({ wanted }: { wanted: string }) {
  const { problem, act, isBusy } = useAct();
  const field = useRef<HTMLInputElement>(null);

  async function find(id: string, replace: boolean): Promise<void> {
    if (!id) return;
    await act(async () => {
      const kind = await kindOf(id);
      go(hrefOf("records", [kind, id]), { replace });
      if (field.current) field.current.value = "";
    });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for an address.
  useEffect(() => {
    void find(wanted, true);
  }, []);
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
        <button type="submit" class="button" disabled={isBusy}>
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
