/** The list of all keys: those that are bound at the moment, those of lists, those of other views. */

import { signal } from "@preact/signals";
import { Dialog } from "../parts/dialog";
import { VIEWS } from "../views/registry";
import { bindings } from "./keys";
import { LIST_KEYS, VIEW_KEYS } from "./view-keys";

const shown = signal(false);

export function showKeys(): void {
  shown.value = true;
}

const NAMES: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Escape: "Esc",
  " ": "Space",
};

export function KeysHelp() {
  if (!shown.value) return null;
  const bound = bindings.value.map(({ keys, label }) => [keys, label] as const);
  const labels = new Set(bound.map(([, label]) => label));
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        shown.value = false;
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it. */}
      <div class="stack" role="group" aria-label="All keys" tabIndex={0}>
        <Keys title="Here and everywhere" keys={bound} />
        <Keys title="In a list" keys={Object.entries(LIST_KEYS)} />
        {Object.entries(VIEW_KEYS).map(([path, keys]) => (
          <Keys
            key={path}
            title={`In ${VIEWS.find((each) => each.path === path)?.title ?? path}`}
            keys={Object.entries(keys).filter(([, label]) => !labels.has(label))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [string, string])[] }) {
  if (keys.length === 0) return null;
  return (
    <table class="table keys" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">{title}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map(([chord, label]) => (
          <tr key={chord}>
            <td>
              {chord.split(" ").map((key) => (
                <>
                  <kbd key={key}>{NAMES[key] ?? key}</kbd>{" "}
                </>
              ))}
            </td>
            <td>{label}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
