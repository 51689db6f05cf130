/** Clock: what time it is in the sandbox, what falls due and when, and how to get there. */

import "./clock.css";
import { useRef } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { Chip } from "../../parts/chip";
import { ProblemNote } from "../../parts/problem-note";
import { useAct } from "../../parts/use-act";
import { hrefOf } from "../../shell/route";
import { DueList } from "./due-list";
import { Levers } from "./levers";
import { Line } from "./line";
import { useClock } from "./use-clock";
import { type Move, useMoves } from "./use-moves";

export default function ClockView() {
  const { clock, now, problem, again } = useClock();
  const { act, isBusy, problem: refused } = useAct();
  const { moved, move } = useMoves(again);
  // Keys may come faster than the server answers: none is lost.
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const go: Move = (title, call) => {
    const moving = line.current.then(() => act(() => move(title, call)));
    line.current = moving;
    return moving;
  };
  if (!clock) {
    return (
      <div class="view">
        <h1>Clock</h1>
        {problem && <ProblemNote problem={problem} again={again} />}
      </div>
    );
  }
  const goTo = (at: string) =>
    go("The clock was set", () => bodyOf(api().PUT("/clock", { body: { now: at } })));
  return (
    <div class="view">
      <h1 class="unseen">Clock</h1>
      <section class="card padded stack" aria-label="Now">
        <div class="clock-now">
          <Time at={now} />
          <span class="row">
            <span class="quiet">UTC</span>
            {clock.frozen ? <Chip tone="info">frozen</Chip> : <Chip tone="good">runs</Chip>}
          </span>
        </div>
        <Levers clock={clock} now={now} go={go} isBusy={isBusy} />
        {refused && refused.status !== problem?.status && <ProblemNote problem={refused} />}
        {problem && <ProblemNote problem={problem} again={again} />}
      </section>
      {moved && (
        <section class="card padded stack" aria-labelledby="clock-moved">
          <h2 id="clock-moved">{moved.title}</h2>
          {moved.events.length === 0 ? (
            <p class="quiet">Nothing fell due on the way.</p>
          ) : (
            <ol class="clock-moved">
              {moved.events.map((each) => (
                <li key={each.sequence}>
                  <span class="quiet small">{each.at.slice(0, 19).replace("T", " ")}</span>{" "}
                  <strong>{each.type}</strong>{" "}
                  <a class="mono" href={hrefOf("records", [], { find: each.subject })}>
                    {each.subject}
                  </a>
                </li>
              ))}
            </ol>
          )}
        </section>
      )}
      <section class="stack" aria-labelledby="clock-due">
        <div class="row">
          <h2 id="clock-due">What falls due</h2>
          {clock.due.length > 0 && (
            <span class="quiet small">
              {clock.more ? `the first ${clock.due.length}` : clock.due.length}
            </span>
          )}
        </div>
        {clock.due.length === 0 ? (
          <div class="empty">
            <p>
              Nothing. Authorizations, PIX charges, challenges, pending decisions, payouts and
              webhooks to be tried again show up here as soon as there are any, and the clock takes
              you there at once: nothing in a sandbox has to be waited for.
            </p>
          </div>
        ) : (
          <>
            <Line due={clock.due} now={now} />
            <DueList due={clock.due} now={now} goTo={goTo} isBusy={isBusy} />
          </>
        )}
      </section>
    </div>
  );
}

function Time({ at }: { at: number }) {
  const [date, time] = new Date(at).toISOString().slice(0, 19).split("T");
  return (
    <time class="clock-time" dateTime={new Date(at).toISOString()}>
      <span class="clock-date">{date}</span> <span>{time}</span>
    </time>
  );
}
