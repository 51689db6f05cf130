/**
 * A list of very many lines of one height: only those in sight are in the page.
 *
 * A grid to assistive technology, with the cursor on one line: arrows, Page Up and Down, Home and
 * End move it, Enter opens. As all lines are equally high, a division finds the first in sight; a
 * library that measures lines would walk through all of them at each arrival.
 */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

export interface RowsProps {
  label: string;
  count: number;
  /** What stands above the columns, cell by cell. */
  columns: readonly string[];
  /** The height of a line in pixels. */
  height: number;
  /** The cells of a line; as many as there are columns. */
  cells: (at: number) => readonly ComponentChildren[];
  /** What names a line for ever, while others come and go. */
  keyOf: (at: number) => string | number;
  /** Classes of a line, beside its own. */
  classOf?: (at: number) => string;
  /** The line with the cursor; -1 for none. */
  cursor: number;
  onCursor: (at: number) => void;
  /** Enter, or a click. */
  onOpen: (at: number) => void;
  /** Which line is open, if any. */
  open?: number;
  /** The name of the grid's columns in CSS: `.rows.<kind> .line` has `grid-template-columns`. */
  kind: string;
}

const SPARE = 6;
const PAGE = 15;

export function Rows(props: RowsProps) {
  const { label, count, columns, height, cursor, kind } = props;
  const name = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [seen, setSeen] = useState(600);
  useHeight(scroller, setSeen);
  useStaying(scroller, top, props);

  const first = Math.max(0, Math.floor(top / height) - SPARE);
  const last = Math.min(count, Math.ceil((top + seen) / height) + SPARE);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  return (
    <div
      ref={scroller}
      class={`rows ${kind}`}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={shown.includes(cursor) ? `${name}-${cursor}` : undefined}
      tabIndex={0}
      onKeyDown={(event) => onKey(event, props, scroller.current)}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div role="row" class="columns" aria-rowindex={1}>
        {columns.map((each) => (
          <span role="columnheader" key={each}>
            {each}
          </span>
        ))}
      </div>
      <div class="lines" role="rowgroup" style={{ height: `${count * height}px` }}>
        {shown.map((at) => (
          <Line key={props.keyOf(at)} at={at} id={`${name}-${at}`} props={props} />
        ))}
      </div>
    </div>
  );
}

function Line({ at, id, props }: { at: number; id: string; props: RowsProps }) {
  const { height, cursor, open } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
    <div
      id={id}
      role="row"
      class={`line ${at === cursor ? "at-cursor" : ""} ${props.classOf?.(at) ?? ""}`}
      aria-rowindex={at + 2}
      aria-selected={at === open}
      tabIndex={-1}
      style={{ height: `${height}px`, transform: `translateY(${at * height}px)` }}
      onClick={() => {
        props.onCursor(at);
        props.onOpen(at);
      }}
    >
      {props.cells(at).map((cell, column) => (
        <span role="gridcell" key={props.columns[column]}>
          {cell}
        </span>
      ))}
    </div>
  );
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  j: (at) => at + 1,
  k: (at) => at - 1,
  PageDown: (at) => at + PAGE,
  PageUp: (at) => at - PAGE,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function onKey(event: KeyboardEvent, props: RowsProps, scroller: HTMLElement | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.key];
  if (move && props.count > 0) {
    event.preventDefault();
    const to = Math.min(Math.max(move(props.cursor, props.count), 0), props.count - 1);
    reveal(scroller, to, props.height);
    props.onCursor(to);
  } else if (event.key === "Enter" && props.cursor >= 0) {
    event.preventDefault();
    props.onOpen(props.cursor);
  }
}

function useHeight(
  scroller: { readonly current: HTMLElement | null },
  set: (height: number) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element stays the same.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => set(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

/**
 * Keep in sight what is read while lines come in above it, unless the top is in sight.
 *
 * `top` is what scrolling said last: to ask the element would have it laid out at each arrival.
 */
function useStaying(
  scroller: { readonly current: HTMLElement | null },
  top: number,
  { count, keyOf, height }: RowsProps,
): void {
  const before = useRef<{ key: string | number | null; count: number }>({ key: null, count: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    const key = count > 0 ? keyOf(0) : null;
    const added = count - before.current.count;
    const isAbove = before.current.key !== null && key !== before.current.key;
    if (element && top > height / 2 && isAbove && added > 0) {
      element.scrollTop += added * height;
    }
    before.current = { key, count };
  });
}

/** Bring a line into sight. */
function reveal(element: HTMLElement | null, at: number, height: number): void {
  if (!element) return;
  const top = at * height;
  // The columns' names stay above the lines while these scroll.
  const seen = element.clientHeight - (element.firstElementChild?.clientHeight ?? 0);
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + height > element.scrollTop + seen) element.scrollTop = top + height - seen;
}
