/** Traffic: what was asked, as it comes, and why each answer was what it was. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { lines, scope } from "../../api/feed";
import { sandbox } from "../../api/place";
import type { Line } from "../../api/schemas";
import { useKeys } from "../../shell/keys";
import { go, hrefOf, route } from "../../shell/route";
import { boundIn } from "../../shell/view-keys";
import { useAnnouncing } from "./announcing";
import { Bar } from "./bar";
import { Empty } from "./empty";
import { emptyLog } from "./empty-log";
import { filterOf, type Result, resultOf } from "./filter";
import { Gone } from "./gone";
import { List } from "./list";
import { OpenRequest } from "./open";
import { Shown } from "./shown";
import "./traffic.css";
import "./open/open.css";

const VIEW = "traffic";

export default function TrafficView() {
  const { rest, query } = route.value;
  const text = query.get("q") ?? "";
  const result = resultOf(query.get("result"));
  // All that there was when the list was halted; null while it goes on.
  const [paused, setPaused] = useState<readonly Line[] | null>(null);
  const shown = useShown(text, result, paused);
  const [aside, putAside] = useState<Line | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const open = useOpen(rest[0], rest[1]);
  useAnnouncing(lines.all());

  const at = (line: Line | null, filter = text, wanted: Result = result) =>
    hrefOf(VIEW, line ? placeOf(line) : [], { q: filter, result: wanted === "any" ? "" : wanted });
  const close = () => go(at(null));
  const pause = () => setPaused((before) => (before ? null : [...lines.all()]));
  useKeys(
    () => boundIn("traffic", { "/": () => field.current?.focus(), p: pause, Escape: close }),
    [paused, text, result],
  );
  const all = lines.all().length;
  return (
    <div class="view whole">
      <h1 class="unseen">Traffic</h1>
      <Bar
        text={text}
        result={result}
        onFilter={(filter, wanted) => go(at(open, filter, wanted), { replace: true })}
        field={field}
        isPaused={paused !== null}
        onPause={pause}
        onEmpty={emptyLog}
        held={paused ? all - paused.length : 0}
        shown={shown.length}
        all={all}
      />
      <div class={`traffic-split ${open ? "is-open" : ""}`}>
        <div class="traffic-middle">
          {rest[0] && !open && (
            <Gone key={rest.join()} id={rest[0]} of={rest[1] ?? sandbox.value} />
          )}
          {all === 0 ? (
            <Empty />
          ) : (
            <List
              lines={shown}
              hasSandboxes={scope.value === "server"}
              open={open}
              onOpen={(line) => go(at(line), { replace: open !== null })}
            />
          )}
        </div>
        {open && (
          <OpenRequest
            line={open}
            aside={aside}
            putAside={putAside}
            openById={(id) => go(hrefOf(VIEW, [id]))}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

function placeOf(line: Line): readonly string[] {
  return line.sandbox === sandbox.value ? [line.request_id] : [line.request_id, line.sandbox];
}

function useShown(text: string, result: Result, paused: readonly Line[] | null): readonly Line[] {
  const matches = useMemo(() => filterOf(text, result), [text, result]);
  const kept = useMemo(() => new Shown(matches), [matches]);
  const halted = useMemo(() => paused?.filter(matches), [paused, matches]);
  lines.version.value;
  return halted ?? kept.current();
}

/** The line that the address names, once it has come. */
function useOpen(id: string | undefined, of = sandbox.value): Line | null {
  const last = useRef<Line | null>(null);
  useEffect(() => {
    if (!id) last.current = null;
  }, [id]);
  if (!id) return null;
  if (last.current?.request_id === id && last.current.sandbox === of) return last.current;
  const all = lines.all();
  const at = all.findLastIndex((each) => each.request_id === id && each.sandbox === of);
  last.current = all[at] ?? null;
  return last.current;
}
