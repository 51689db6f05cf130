/** A place for what may be too wide for it: it scrolls sideways, and a shadow tells where to. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  label: string;
  class?: string;
  children: ComponentChildren;
}

/** The sides to which there is more. */
function sidesOf({ scrollLeft, scrollWidth, clientWidth }: HTMLElement): string {
  const left = scrollLeft > 1 ? "left" : "";
  const right = scrollWidth - clientWidth - scrollLeft > 1 ? "right" : "";
  return [left, right].filter(Boolean).join(" ");
}

export function Sideways({ label, class: classes = "card", children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState("");
  const look = () => place.current && setMore(sidesOf(place.current));
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    const element = place.current;
    if (element) for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  });
  return (
    <div
      ref={place}
      class={`sideways ${classes}`}
      data-more={more || undefined}
      onScroll={look}
      role="group"
      aria-label={label}
      tabIndex={more ? 0 : undefined}
    >
      {children}
    </div>
  );
}
