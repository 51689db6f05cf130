/** Which sandbox is shown: one of those that the server has, or another by its name. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, bodyOf } from "../api/client";
import { goToSandbox, sandbox } from "../api/place";
import { token } from "../api/token";
import { askFor } from "./prompt";

const OTHER = "…";
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function SandboxPicker() {
  const names = useSignal<readonly string[]>([]);

  async function read(): Promise<void> {
    const query = { limit: 100 };
    const page = await bodyOf(api().GET("/sandboxes", { params: { query } })).catch(() => null);
    if (page) names.value = page.sandboxes.map((each) => each.name);
  }

  async function choose(name: string): Promise<void> {
    const chosen = name === OTHER ? await otherName() : name;
    if (chosen) goToSandbox(chosen);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: another login sees them first.
  useEffect(() => void read(), [token.value, sandbox.value]);
  const all = [...new Set(["default", sandbox.value, ...names.value])].sort();
  return (
    <span class="picker">
      <label for="sandbox" class="quiet small">
        Sandbox
      </label>
      <select
        id="sandbox"
        value={sandbox.value}
        onFocus={read}
        onChange={(event) =>
          choose(event.currentTarget.value).finally(() => {
            const select = document.getElementById("sandbox");
            if (select instanceof HTMLSelectElement) select.value = sandbox.value;
          })
        }
      >
        {all.map((name) => (
          <option key={name}>{name}</option>
        ))}
        <option value={OTHER}>Another, by name…</option>
      </select>
    </span>
  );
}

function otherName(): Promise<string | null> {
  return askFor({
    title: "Show another sandbox",
    label: "Name",
    hint: "Small letters, digits and hyphens. One that is not there begins with its first use.",
    check: (name) => (NAME.test(name) ? "" : "Use 1 to 63 small letters, digits and hyphens."),
    action: "Show it",
  });
}
