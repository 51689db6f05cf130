/** The endpoints of the sandbox: where events are posted, which, and how they are signed. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { asProblem, type Problem } from "../../api/problem";
import { Chip } from "../../parts/chip";
import { momentOf } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { Sideways } from "../../parts/sideways";
import type { Called } from "../../parts/use-call";
import { confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";
import { EndpointForm } from "./endpoint-form";
import type { Endpoint } from "./kinds";

export function Endpoints({ called }: { called: Called<{ endpoints: Endpoint[] }> }) {
  const [changing, change] = useState<Endpoint | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const failed = problem ?? called.problem;

  async function carryOut(work: Promise<unknown>, done: string): Promise<void> {
    setProblem(null);
    try {
      await work;
      toast(done);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    called.again();
  }

  const at = (endpoint: Endpoint) => ({ params: { path: { endpoint_id: endpoint.id } } });

  async function remove(endpoint: Endpoint): Promise<void> {
    const hint = "Its deliveries and their attempts are deleted with it.";
    const title = `Delete the endpoint ${endpoint.url}?`;
    if (await confirmed({ title, hint, action: "Delete", isDangerous: true })) {
      const work = bodyOf(api().DELETE("/webhooks/endpoints/{endpoint_id}", at(endpoint)));
      await carryOut(work, "Deleted");
    }
  }

  function enable(endpoint: Endpoint): Promise<void> {
    const body = { enabled: !endpoint.enabled };
    const work = bodyOf(
      api().PATCH("/webhooks/endpoints/{endpoint_id}", { ...at(endpoint), body }),
    );
    return carryOut(work, body.enabled ? "Enabled" : "Disabled");
  }

  function close(endpoint: Endpoint): Promise<void> {
    const body = { circuit: "closed" as const };
    const work = bodyOf(
      api().PATCH("/webhooks/endpoints/{endpoint_id}", { ...at(endpoint), body }),
    );
    return carryOut(work, "Closed: what waited is sent now");
  }

  return (
    <section class="stack" aria-labelledby="webhooks-endpoints">
      <h2 id="webhooks-endpoints">Endpoints</h2>
      {failed && <ProblemNote problem={failed} again={called.again} />}
      {called.data?.endpoints.length === 0 && <NoEndpoints />}
      {called.data && called.data.endpoints.length > 0 && (
        <Sideways label="Endpoints">
          <table class="table webhooks-table">
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Types</th>
                <th scope="col">Signed as</th>
                <th scope="col">State</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {called.data.endpoints.map((each) => (
                <tr key={each.id}>
                  <th scope="row" class="mono webhooks-url">
                    {each.url}
                  </th>
                  <td class="mono small">{each.types.join(", ")}</td>
                  <td>{each.format}</td>
                  <td>
                    <Chip tone={each.enabled ? "good" : "warn"}>
                      {each.enabled ? "enabled" : "disabled"}
                    </Chip>
                    {each.circuit !== "closed" && <OpenCircuit of={each} close={close} />}
                  </td>
                  <td class="webhooks-actions">
                    <button
                      type="button"
                      class="button"
                      aria-label={`Change ${each.url}`}
                      onClick={() => change(each)}
                    >
                      Change…
                    </button>
                    <button
                      type="button"
                      class="button"
                      aria-label={`${each.enabled ? "Disable" : "Enable"} ${each.url}`}
                      onClick={() => enable(each)}
                    >
                      {each.enabled ? "Disable" : "Enable"}
                    </button>
                    <button
                      type="button"
                      class="button danger"
                      aria-label={`Delete ${each.url}`}
                      onClick={() => remove(each)}
                    >
                      Delete…
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
      {changing && (
        <EndpointForm of={changing} onClose={() => change(null)} onDone={called.again} />
      )}
    </section>
  );
}

function OpenCircuit({ of, close }: { of: Endpoint; close: (endpoint: Endpoint) => void }) {
  return (
    <span class="row small">
      <Chip tone="bad" title={`${of.failures_in_row} failures in a row`}>
        circuit {of.circuit === "open" ? "open" : "half open"}
      </Chip>
      {of.next_probe_at && (
        <span class="webhooks-moment">probe at {momentOf(of.next_probe_at)}</span>
      )}
      <button
        type="button"
        class="button"
        aria-label={`Close the circuit of ${of.url}`}
        onClick={() => close(of)}
      >
        Close it
      </button>
    </span>
  );
}

function NoEndpoints() {
  return (
    <p class="card padded quiet">
      Nothing is posted yet. Give the address of your application, such as{" "}
      <code>http://localhost:9000/hooks</code>, and every event is sent there, signed.
    </p>
  );
}
