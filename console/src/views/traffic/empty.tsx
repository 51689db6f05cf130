/** What stands where no request has come yet: how the first one is sent. */

import { hasNoLog } from "../../api/feed";
import { base, sandbox } from "../../api/place";
import { CopyButton } from "../../parts/copy-button";
import { Teaching } from "../../parts/teaching";
import { useCall } from "../../parts/use-call";
import { examples } from "./examples";

export function Empty() {
  const { data } = useCall(examples);
  if (hasNoLog.value) {
    return (
      <div class="empty">
        <h2>This server keeps no request log</h2>
        <p>
          It was started with <code>--request-log 0</code>. Start it without, and its requests are
          shown here as they come.
        </p>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>No request yet</h2>
      <p>
        Send one, and it is here at once, with the reason for its outcome. The base URL of{" "}
        {sandbox.value === "default" ? "the default sandbox" : `the sandbox ${sandbox.value}`}:
      </p>
      <div class="row">
        <code class="base-url">{base.value.replace(/\/$/, "")}</code>
        <CopyButton text={base.value.replace(/\/$/, "")} />
      </div>
      {data && <Teaching examples={data} />}
    </div>
  );
}
