/** Sandboxes: the one that is shown with its levers and snapshots, and all that the server has. */

import "./sandboxes.css";
import { useState } from "preact/hooks";
import { useKeys } from "../../shell/keys";
import { boundIn } from "../../shell/view-keys";
import { All } from "./all";
import { NewSandbox } from "./new-sandbox";
import { Shown } from "./shown";
import { Snapshots } from "./snapshots";

export default function SandboxesView() {
  const [isMaking, make] = useState(false);
  useKeys(() => boundIn("sandboxes", { n: () => make(true) }), []);
  return (
    <div class="view">
      <div class="row">
        <h1>Sandboxes</h1>
        <button type="button" class="button main push" onClick={() => make(true)}>
          New sandbox…
        </button>
      </div>
      <div class="sandboxes-shown">
        <Shown />
        <Snapshots />
      </div>
      <All />
      {isMaking && <NewSandbox onClose={() => make(false)} />}
    </div>
  );
}
