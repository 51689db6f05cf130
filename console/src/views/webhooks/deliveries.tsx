/** The deliveries: what was posted where, newest first, and how it went. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { Chip } from "../../parts/chip";
import { momentOf } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { Sideways } from "../../parts/sideways";
import { useAgainAfterTraffic, useAgainWhile } from "../../parts/use-again";
import { useCall } from "../../parts/use-call";
import { go, hrefOf } from "../../shell/route";
import { type Delivery, type Endpoint, TONES } from "./kinds";

const STATUSES = Object.keys(TONES) as Delivery["status"][];
const A_PAGE = 25;
const MOST = 100;

interface Props {
  endpoints: readonly Endpoint[];
  endpoint: string;
  status: string;
}

export function Deliveries({ endpoints, endpoint, status }: Props) {
  const [limit, setLimit] = useState(A_PAGE);
  const query = {
    limit,
    ...(endpoint && { endpoint_id: endpoint }),
    ...(status && { status: status as Delivery["status"] }),
  };
  const called = useCall(
    () => bodyOf(api().GET("/webhooks/deliveries", { params: { query } })),
    [endpoint, status, limit],
  );
  useAgainAfterTraffic(called.again);
  const urls = new Map(endpoints.map((each) => [each.id, each.url]));
  const narrow = (change: { endpoint?: string; status?: string }) =>
    go(hrefOf("webhooks", [], { endpoint, status, ...change }), { replace: true });
  const found = called.data?.deliveries ?? [];
  useAgainWhile(
    found.some((each) => each.status === "pending"),
    called.again,
  );
  return (
    <section class="stack" aria-labelledby="webhooks-deliveries">
      <div class="row">
        <h2 id="webhooks-deliveries">Deliveries</h2>
        <select
          class="push"
          aria-label="Endpoint"
          value={endpoint}
          onChange={(event) => narrow({ endpoint: event.currentTarget.value })}
        >
          <option value="">All endpoints</option>
          {endpoints.map((each) => (
            <option key={each.id} value={each.id}>
              {each.url}
            </option>
          ))}
        </select>
        <select
          aria-label="Status"
          value={status}
          onChange={(event) => narrow({ status: event.currentTarget.value })}
        >
          <option value="">Any status</option>
          {STATUSES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </div>
      {called.problem && <ProblemNote problem={called.problem} again={called.again} />}
      {called.data && found.length === 0 && (
        <p class="card padded quiet">
          {endpoint || status
            ? "None of these."
            : "Nothing was posted yet: events come with traffic."}
        </p>
      )}
      {found.length > 0 && <Table found={found} urls={urls} query={{ endpoint, status }} />}
      {called.data?.next_cursor && limit < MOST && (
        <button type="button" class="button" onClick={() => setLimit(MOST)}>
          Show up to {MOST}
        </button>
      )}
    </section>
  );
}

interface TableProps {
  found: readonly Delivery[];
  urls: ReadonlyMap<string, string>;
  query: Record<string, string>;
}

function Table({ found, urls, query }: TableProps) {
  return (
    <Sideways label="Deliveries">
      <table class="table webhooks-table">
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col" class="number">
              Number
            </th>
            <th scope="col">Status</th>
            <th scope="col" class="number">
              Attempts
            </th>
            <th scope="col">Faults</th>
            <th scope="col">Next attempt, UTC</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {found.map((each) => (
            <tr key={each.id}>
              <th scope="row" class="mono">
                <a href={hrefOf("webhooks", [each.id], query)}>{each.type}</a>
              </th>
              <td class="number">{each.sequence}</td>
              <td>
                <Chip tone={TONES[each.status]}>{each.status}</Chip>
              </td>
              <td class="number">{each.attempts}</td>
              <td>{each.faults.join(", ")}</td>
              <td class="webhooks-moment">
                {each.next_attempt_at ? momentOf(each.next_attempt_at) : ""}
              </td>
              <td class="mono small webhooks-url">
                {urls.get(each.endpoint_id) ?? each.endpoint_id}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
