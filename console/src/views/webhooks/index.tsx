/** Webhooks: the endpoints that are posted to, and each delivery with its attempts. */

import "./webhooks.css";
import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { useAgainAfterTraffic } from "../../parts/use-again";
import { useCall } from "../../parts/use-call";
import { useKeys } from "../../shell/keys";
import { route } from "../../shell/route";
import { boundIn } from "../../shell/view-keys";
import { Deliveries } from "./deliveries";
import { EndpointForm } from "./endpoint-form";
import { Endpoints } from "./endpoints";
import { OpenDelivery } from "./open-delivery";

export default function WebhooksView() {
  const [isMaking, make] = useState(false);
  const endpoints = useCall(() => bodyOf(api().GET("/webhooks/endpoints")));
  const { rest, query } = route.value;
  const [open] = rest;
  useKeys(() => boundIn("webhooks", { n: () => make(true) }), []);
  useAgainAfterTraffic(endpoints.again);
  return (
    <div class="view">
      <div class="row">
        <h1>Webhooks</h1>
        <button type="button" class="button main push" onClick={() => make(true)}>
          New endpoint…
        </button>
      </div>
      <Endpoints called={endpoints} />
      <Deliveries
        endpoints={endpoints.data?.endpoints ?? []}
        endpoint={query.get("endpoint") ?? ""}
        status={query.get("status") ?? ""}
      />
      {open && <OpenDelivery id={open} />}
      {isMaking && <EndpointForm onClose={() => make(false)} onDone={endpoints.again} />}
    </div>
  );
}
