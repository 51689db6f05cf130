/** The header: the name, the sandbox that is shown, how the connection is, the theme and the help. */

import { root, version } from "../api/place";
import { link, linkWords } from "./connection";
import { Half, Help, Mark, Moon, Sun } from "./icons";
import { showKeys } from "./keys-help";
import { SandboxPicker } from "./sandbox-picker";
import { nextTheme, theme } from "./theme";

const THEME_ICONS = { system: Half, light: Sun, dark: Moon };
const THEME_WORDS = { system: "as the system has it", light: "light", dark: "dark" };

export function Header() {
  const ThemeIcon = THEME_ICONS[theme.value];
  return (
    <header>
      <span class="brand" title={`${version && `Paydrill ${version} at `}${root}`}>
        <Mark />
        <span>Paydrill</span>
      </span>
      <SandboxPicker />
      <span class="push" />
      <span class="link-state" data-state={link.value} role="status">
        <span>{linkWords}</span>
      </span>
      <button
        type="button"
        class="button bare icon"
        onClick={nextTheme}
        aria-label={`Theme: ${THEME_WORDS[theme.value]}`}
        title={`Theme: ${THEME_WORDS[theme.value]} (d)`}
      >
        <ThemeIcon />
      </button>
      <button
        type="button"
        class="button bare icon"
        onClick={showKeys}
        aria-label="Keys"
        title="Keys (?)"
      >
        <Help />
      </button>
    </header>
  );
}
