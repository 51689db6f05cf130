/** One delivery: each attempt with what was sent and what came back; it can be sent again. */

import { useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { asProblem, type Problem } from "../../api/problem";
import { Chip } from "../../parts/chip";
import { Code } from "../../parts/code";
import { Dialog } from "../../parts/dialog";
import { laidOut } from "../../parts/json-layout";
import { momentOf } from "../../parts/moment";
import { ProblemNote } from "../../parts/problem-note";
import { useAgainWhile } from "../../parts/use-again";
import { useCall } from "../../parts/use-call";
import { go, hrefOf, route } from "../../shell/route";
import { toast } from "../../shell/telling";
import { type Attempt, TONES } from "./kinds";

export function OpenDelivery({ id }: { id: string }) {
  const params = { path: { delivery_id: id } };
  const called = useCall(
    () => bodyOf(api().GET("/webhooks/deliveries/{delivery_id}", { params })),
    [id],
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const failed = problem ?? called.problem;
  const delivery = called.data?.delivery;
  useAgainWhile(delivery?.status === "pending", called.again);

  async function redeliver(): Promise<void> {
    setProblem(null);
    try {
      const again = api().POST("/webhooks/deliveries/{delivery_id}/redeliver", { params });
      const sent = await bodyOf(again);
      toast("Sent again", `It is ${sent.status}.`);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    called.again();
  }

  const query = Object.fromEntries(route.value.query);
  return (
    <Dialog
      title={delivery ? `${delivery.type}, event ${delivery.sequence}` : "Delivery"}
      onClose={() => go(hrefOf("webhooks", [], query))}
      wide
    >
      {failed && <ProblemNote problem={failed} />}
      {called.data && delivery && (
        <div class="stack">
          <div class="row">
            <Chip tone={TONES[delivery.status]}>{delivery.status}</Chip>
            {delivery.faults.map((each) => (
              <Chip key={each} tone="fault">
                {each}
              </Chip>
            ))}
            <button type="button" class="button main push" onClick={redeliver}>
              Send again
            </button>
          </div>
          {called.data.attempts.length === 0 && <p class="quiet">It was not tried yet.</p>}
          {[...called.data.attempts].reverse().map((each) => (
            <Tried key={each.number} attempt={each} />
          ))}
        </div>
      )}
    </Dialog>
  );
}

function Tried({ attempt }: { attempt: Attempt }) {
  const { number, request, sent_at, took_ms, status, error, body } = attempt;
  return (
    <section class="stack" aria-label={`Attempt ${number}`}>
      <h3 class="row">
        Attempt {number}
        <Chip tone={status && status < 300 ? "good" : "bad"}>{status ?? "no answer"}</Chip>
        <span class="quiet small number">
          {momentOf(sent_at)}, {took_ms} ms
        </span>
      </h3>
      {error && (
        <p class="notice" data-tone="bad">
          {error}
        </p>
      )}
      {request && <Posted request={request} number={number} />}
      {body && <Code text={laidOut(body)} label={`Answer to attempt ${number}`} />}
    </section>
  );
}

function Posted({ request, number }: { request: NonNullable<Attempt["request"]>; number: number }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <>
      <p class="mono small webhooks-url">
        {request.method} {request.url}
      </p>
      <Code text={headers.join("\n")} label={`Headers of attempt ${number}`} />
      <Code text={laidOut(request.body)} language="json" label={`Body of attempt ${number}`} />
    </>
  );
}
