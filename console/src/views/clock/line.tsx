/**
 * The line of time: a lane for each kind of thing that falls due, a dot for each thing.
 *
 * The list below it says the same in words, so that assistive technology is spared the picture.
 */

import { momentOf, spanOf } from "../../parts/moment";
import { left } from "./levers";
import { dotsOf, marksOf, type Scale, scaleTo } from "./scale";
import type { Due } from "./use-clock";
import { hrefOfDue, titleOf, toneOf } from "./words";

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;

export function Line({ due, now }: { due: readonly Due[]; now: number }) {
  const last = due.at(-1);
  const scale = scaleTo(last ? left(last.at, now) : 0);
  const actions = [...new Set(due.map((each) => each.action))];
  return (
    <div class="card clock-line" aria-hidden="true">
      <div class="clock-lane clock-marks">
        <span class="clock-name" />
        <span class="clock-track">
          <span class="clock-mark">now</span>
          {marksOf(scale).map(({ at, label }) => (
            <span key={label} class="clock-mark" style={{ left: percent(at) }}>
              {label}
            </span>
          ))}
        </span>
      </div>
      {actions.map((action) => (
        <Lane
          key={action}
          action={action}
          due={due.filter((each) => each.action === action)}
          now={now}
          scale={scale}
        />
      ))}
    </div>
  );
}

interface LaneProps {
  action: string;
  due: readonly Due[];
  now: number;
  scale: Scale;
}

function Lane({ action, due, now, scale }: LaneProps) {
  const dots = dotsOf(due, (each) => scale(left(each.at, now)));
  return (
    <div class="clock-lane">
      <span class="clock-name cut">{titleOf(action)}</span>
      <span class="clock-track">
        {marksOf(scale).map(({ at, label }) => (
          <span key={label} class="clock-grid" style={{ left: percent(at) }} />
        ))}
        {dots.map(({ at, items }) => (
          <Dot key={items[0]?.id} at={at} items={items} now={now} />
        ))}
      </span>
    </div>
  );
}

function Dot({ at, items, now }: { at: number; items: readonly Due[]; now: number }) {
  const [first] = items;
  if (!first) return null;
  const href = items.length === 1 ? hrefOfDue(first) : "";
  const facts = {
    class: "clock-dot",
    "data-tone": toneOf(first.action),
    style: { left: percent(at) },
    title: `${titleOf(first.action)} in ${spanOf(left(first.at, now))}: ${momentOf(first.at)}, ${
      items.length === 1 ? first.id : `${items.length} things from here`
    }`,
  };
  const count = items.length > 1 ? items.length : "";
  return href ? (
    <a {...facts} href={href} tabIndex={-1}>
      {count}
    </a>
  ) : (
    <span {...facts}>{count}</span>
  );
}
