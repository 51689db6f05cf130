/** A word with a tone. The word says it; the colour only helps. */

import type { ComponentChildren } from "preact";
import type { Tone } from "../shell/telling";

interface Props {
  tone?: Tone;
  title?: string;
  children: ComponentChildren;
}

export function Chip({ tone = "plain", title, children }: Props) {
  return (
    <span class="chip" data-tone={tone} title={title}>
      {children}
    </span>
  );
}
