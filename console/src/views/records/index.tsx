/** Records: of each kind as a table, one with its history and what can be done to it; the books. */

import "./records.css";
import { useRef } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { ProblemNote } from "../../parts/problem-note";
import { Sideways } from "../../parts/sideways";
import { useFresh } from "../../parts/use-fresh";
import { useKeys } from "../../shell/keys";
import { go, hrefOf, route } from "../../shell/route";
import { boundIn } from "../../shell/view-keys";
import { Books } from "./books";
import { Find } from "./find";
import { Kinds } from "./kinds";
import { List } from "./list";
import { RecordPane } from "./record-pane";
import { BOOKS } from "./schemas";

export default function RecordsView() {
  const { data, problem, again } = useFresh(() => bodyOf(api().GET("/record-kinds")));
  const { rest, query } = route.value;
  const kinds = data?.kinds ?? [];
  const fullest = kinds.find((each) => each.count > 0) ?? kinds[0];
  const kind = rest[0] ?? fullest?.kind ?? "";
  const id = rest[1] ?? "";
  const search = useRef<HTMLInputElement>(null);
  useKeys(() => boundIn("records", { "/": () => search.current?.focus() }));
  useKeys(() => (id ? boundIn("records", { Escape: () => close(kind) }) : []), [id, kind]);
  const wanted = query.get("find") ?? "";
  return (
    <div class="view whole">
      <div class="bar">
        <h1 class="unseen">Records</h1>
        <Kinds kinds={kinds} kind={kind} layout="select" />
        {kind !== BOOKS && kind !== "" && (
          <input
            ref={search}
            class="records-filter"
            type="search"
            aria-label="Filter the records"
            placeholder="Filter: an id, a status, a name…"
            value={query.get("filter") ?? ""}
            onInput={(event) =>
              go(
                hrefOf("records", [kind, ...rest.slice(1)], { filter: event.currentTarget.value }),
                {
                  replace: true,
                },
              )
            }
          />
        )}
        <Find key={wanted} wanted={wanted} />
      </div>
      <div class={`records-split ${id ? "is-open" : ""}`}>
        <Kinds kinds={kinds} kind={kind} layout="list" />
        <Sideways class="records-middle" label="Records">
          {problem && <ProblemNote problem={problem} again={again} />}
          {kind === BOOKS ? (
            <Books />
          ) : (
            data && (kind ? <List key={kind} kind={kind} open={id} kinds={kinds} /> : <Nothing />)
          )}
        </Sideways>
        {id && (
          <RecordPane
            key={`${kind} ${id}`}
            kind={kind}
            id={id}
            kinds={kinds}
            close={() => close(kind)}
          />
        )}
      </div>
    </div>
  );
}

function close(kind: string): void {
  const filter = route.peek().query.get("filter") ?? "";
  go(hrefOf("records", [kind], { filter }));
}

function Nothing() {
  return (
    <div class="empty">
      <h2>No records yet</h2>
      <p>
        What clients make shows up here as they make it: payments, refunds, disputes, PIX charges,
        and the resources of every contract that is served, one that you drop in as well.
      </p>
      <p>
        Send a first request, such as a payment, and come back; or see{" "}
        <a href={hrefOf("traffic")}>the traffic</a>, which has requests to copy.
      </p>
    </div>
  );
}
