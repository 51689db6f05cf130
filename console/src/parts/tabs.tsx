/** Tabs: arrow keys move between them, and the chosen one's panel follows. */

import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

export interface Tab {
  readonly id: string;
  readonly title: ComponentChildren;
  readonly panel: () => ComponentChildren;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  /** Which is shown first; the first tab if left out. */
  first?: string;
  /** What stands below every panel; it is given which tab is shown. */
  below?: (shown: string) => ComponentChildren;
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs({ label, tabs, first, below }: Props) {
  const [chosen, choose] = useState(first ?? tabs[0]?.id);
  const list = useRef<HTMLDivElement>(null);
  const name = useId();
  const at = Math.max(
    0,
    tabs.findIndex((each) => each.id === chosen),
  );
  const shown = tabs[at];

  function step(event: KeyboardEvent): void {
    const to = STEPS[event.key]?.(at, tabs.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(tabs[to]?.id);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  }

  return (
    <div class="stack">
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={step}>
        {tabs.map((each) => (
          <button
            key={each.id}
            id={`${name}-${each.id}`}
            type="button"
            role="tab"
            aria-selected={each === shown}
            aria-controls={`${name}-panel`}
            tabIndex={each === shown ? 0 : -1}
            onClick={() => choose(each.id)}
          >
            {each.title}
          </button>
        ))}
      </div>
      {shown && (
        <div
          role="tabpanel"
          id={`${name}-panel`}
          aria-labelledby={`${name}-${shown.id}`}
          class="stack"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel is reached after its tab.
          tabIndex={0}
        >
          {shown.panel()}
        </div>
      )}
      {shown && below?.(shown.id)}
    </div>
  );
}
