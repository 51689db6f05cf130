/** The few pictures of the console, drawn with the colour of the text around them. */

import type { ComponentChildren } from "preact";

function icon(children: ComponentChildren, size = 16) {
  return () => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const Mark = icon(
  <>
    <rect x="1.5" y="3.5" width="13" height="9" rx="2" />
    <path d="M1.5 6.5h13M4.5 10h2.5" />
  </>,
  20,
);
export const Sun = icon(
  <>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  </>,
);
export const Moon = icon(<path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z" />);
export const Half = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" />
  </>,
);
export const Close = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const Pause = icon(<path d="M5.5 3.5v9M10.5 3.5v9" />);
export const Play = icon(<path d="m5 3.5 7 4.5-7 4.5Z" />);
export const Help = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="M6.2 6.2a1.9 1.9 0 1 1 2.6 1.9c-.5.2-.8.6-.8 1.1M8 11.4v.1" />
  </>,
);
export const Up = icon(<path d="M8 13V3M4 7l4-4 4 4" />);
export const Back = icon(<path d="M13 8H3M7 4 3 8l4 4" />);
export const Bin = icon(<path d="M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4" />);
