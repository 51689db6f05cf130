/** The frame around the views: header, navigation, dialogs, and the view that the address names. */

import { useEffect, useRef } from "preact/hooks";
import { sandbox } from "../api/place";
import { VIEWS, type ViewEntry } from "../views/registry";
import { Header } from "./header";
import { useKeys } from "./keys";
import { KeysHelp, showKeys } from "./keys-help";
import { LazyView } from "./lazy-view";
import { LoginBox } from "./login-box";
import { Prompt } from "./prompt";
import { go, hrefOf, route } from "./route";
import { Telling, toast } from "./telling";
import { nextTheme } from "./theme";

const SHELL_KEYS = [
  ...VIEWS.map((view) => ({
    keys: `g ${view.key}`,
    label: `Go to ${view.title}`,
    run: () => go(hrefOf(view.path)),
  })),
  { keys: "?", label: "Show the keys", run: showKeys },
  { keys: "d", label: "Light, dark, or as the system has it", run: nextTheme },
];

function found(): ViewEntry | undefined {
  const { view } = route.value;
  return view === "" ? VIEWS[0] : VIEWS.find((each) => each.path === view);
}

/** Say that an address leads nowhere, and go where something is. */
function useWrongAddress(isWrong: boolean): void {
  useEffect(() => {
    if (!isWrong) return;
    toast(`There is no view ${route.value.view}`, `${VIEWS[0].title} is shown instead.`, "warn");
    go(hrefOf(VIEWS[0].path), { replace: true });
  }, [isWrong]);
}

export function App() {
  const view = found() ?? VIEWS[0];
  useWrongAddress(!found());
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useKeys(() => SHELL_KEYS);
  useEffect(() => {
    document.title = `${view.title} · ${sandbox.value} · Paydrill`;
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [view]);
  return (
    <div class="shell">
      <button type="button" class="button skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <Header />
      <Navigation current={view} />
      <main ref={main} tabIndex={-1} aria-label={view.title}>
        <LazyView key={`${view.path} ${sandbox.value}`} view={view} />
      </main>
      <LoginBox />
      <Prompt />
      <KeysHelp />
      <Telling />
    </div>
  );
}

function Navigation({ current }: { current: ViewEntry }) {
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where there is room for a part only.
  useEffect(() => {
    const link = nav.current?.querySelector("[aria-current]");
    link?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav aria-label="Views" ref={nav}>
      <ul>
        {VIEWS.map((view) => (
          <li key={view.path}>
            <a
              href={hrefOf(view.path)}
              aria-current={view === current ? "page" : undefined}
              aria-keyshortcuts={`g ${view.key}`}
            >
              {view.title}
              <kbd aria-hidden="true">g {view.key}</kbd>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
