/** Light or dark: as the system has it, or as was chosen here. */

import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "paydrill.theme";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

function kept(): Theme {
  const found = localStorage.getItem(KEY);
  return THEMES.find((each) => each === found) ?? "system";
}

export const theme = signal<Theme>(kept());

effect(() => {
  if (theme.value === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, theme.value);
    document.documentElement.dataset.theme = theme.value;
  }
});

/** Choose the next: system, light, dark, and again. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "system";
}
