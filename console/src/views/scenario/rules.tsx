/** The rules in the order in which they are tried, and how often each has applied. */

import { Chip } from "../../parts/chip";
import type { Hit, Overview } from "./calls";
import { Outline } from "./editor/outline";

export interface Rule {
  readonly id: string;
  readonly does: string;
  readonly count: number | null;
  /** Whether it stands in the text itself, not in a file that is included. */
  readonly isOwn: boolean;
}

/** A text's own rules, then those that the server knows of included files. */
export function rulesOf(text: string, name: string, hits: readonly Hit[] | null): readonly Rule[] {
  const outline = new Outline(text);
  const counts = new Map(hits?.map((each) => [each.rule.slice(name.length + 1), each.count]));
  const own = outline.below(["rules"]).map((_, at) => {
    const id = outline.word("rules", at, "id");
    const then = outline.find("rules", at, "then") ?? outline.find("rules", at, "sequence");
    const does = then ? text.slice(then.from, then.to).replace(/\s+/g, " ").trim() : "";
    return {
      id,
      does: does.replace(/^\{(.*)\}$/, "$1"),
      count: counts.get(id) ?? null,
      isOwn: true,
    };
  });
  const ids = new Set(own.map((each) => each.id));
  const included = [...counts].filter(([id]) => !ids.has(id));
  return [...own, ...included.map(([id, count]) => ({ id, does: "", count, isOwn: false }))];
}

interface Props {
  rules: readonly Rule[];
  overview: Overview | undefined;
  isActive: boolean;
  onGo: (id: string) => void;
}

export function Rules({ rules, overview, isActive, onGo }: Props) {
  const own = rules.filter((each) => each.isOwn);
  const included = rules.filter((each) => !each.isOwn);
  const others = (overview?.rules ?? 0) - own.length;
  return (
    <section class="scenario-rules" aria-label="Rules">
      <header class="row">
        <h2>Rules</h2>
        <span class="quiet small push">{isActive ? "applied, times" : "does not decide here"}</span>
      </header>
      {own.length === 0 && (
        <p class="quiet small">
          No rule of its own: everything is approved, or left to what is included.
        </p>
      )}
      <ListOfRules rules={own} onGo={onGo} />
      {included.length > 0 && (
        <>
          <h3 class="quiet">Included, tried after these</h3>
          <ListOfRules rules={included} onGo={onGo} />
        </>
      )}
      {!isActive && others > 0 && <p class="quiet small">and {others} of included files</p>}
    </section>
  );
}

function ListOfRules({ rules, onGo }: Pick<Props, "rules" | "onGo">) {
  return (
    <ol>
      {rules.map(({ id, does, count }, at) => (
        <li key={`${id} ${at}`}>
          <button type="button" onClick={() => onGo(id)}>
            <span class="mono cut" title={id}>
              {id || "(no id)"}
            </span>
            {count !== null && (
              <Chip tone={count ? "info" : "plain"} title={`has applied ${count} times`}>
                {count}
              </Chip>
            )}
            {does && <span class="quiet mono cut does">{does}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}
