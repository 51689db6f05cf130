/** The list of the keys that are bound at the moment. */

import { signal } from "@preact/signals";
import { Dialog } from "../parts/dialog";
import { bindings } from "./keys";

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
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        shown.value = false;
      }}
    >
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Does</th>
          </tr>
        </thead>
        <tbody>
          {bindings.value.map((each) => (
            <tr key={each.keys}>
              <td>
                {each.keys.split(" ").map((key) => (
                  <>
                    <kbd key={key}>{NAMES[key] ?? key}</kbd>{" "}
                  </>
                ))}
              </td>
              <td>{each.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
