/** What each kind of outcome asks for: a code, a reason, a status, a fault with its effect. */

import { type Choice, DECLINES, EFFECTS, type Effect, FAULTS, type FaultKind } from "./rule";

interface Props {
  choice: Choice;
  set: (change: Partial<Choice>) => void;
  /** Statuses that the contract has for the operation. */
  statuses: readonly string[];
}

export function OutcomeFields(props: Props) {
  switch (props.choice.kind) {
    case "declined":
      return <Decline {...props} />;
    case "pending":
      return <Pending {...props} />;
    case "respond":
      return <Answer {...props} />;
    case "fault":
      return <Fault {...props} />;
    default:
      return null;
  }
}

function Decline({ choice, set }: Props) {
  return (
    <div class="field">
      <label for="next-decline">Decline code</label>
      <select
        id="next-decline"
        class="mono"
        value={choice.decline}
        onChange={(event) => set({ decline: event.currentTarget.value })}
      >
        {DECLINES.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}

function Pending({ choice, set }: Props) {
  return (
    <div class="field">
      <label for="next-reason">Reason</label>
      <input
        id="next-reason"
        class="mono"
        value={choice.reason}
        onInput={(event) => set({ reason: event.currentTarget.value })}
      />
      <span class="hint">Of your own, in snake_case</span>
    </div>
  );
}

function Answer({ choice, set, statuses }: Props) {
  return (
    <div class="field">
      <label for="next-status">Status that the contract has</label>
      <select
        id="next-status"
        value={choice.status}
        disabled={statuses.length === 0}
        onChange={(event) => set({ status: event.currentTarget.value })}
      >
        <option value="">{statuses.length ? "choose" : "choose an operation first"}</option>
        {statuses.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </div>
  );
}

function Fault({ choice, set, statuses }: Props) {
  const errors = statuses.filter((each) => Number(each) >= 400);
  return (
    <div class="next-columns">
      <div class="field">
        <label for="next-fault">Fault</label>
        <select
          id="next-fault"
          value={choice.fault}
          onChange={(event) => set({ fault: event.currentTarget.value as FaultKind })}
        >
          {Object.entries(FAULTS).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="next-effect">Effect</label>
        <select
          id="next-effect"
          value={choice.effect}
          onChange={(event) => set({ effect: event.currentTarget.value as Effect })}
        >
          {Object.entries(EFFECTS).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </div>
      {choice.fault === "status" && (
        <div class="field">
          <label for="next-fault-status">Status</label>
          <select
            id="next-fault-status"
            value={choice.faultStatus}
            onChange={(event) => set({ faultStatus: event.currentTarget.value })}
          >
            {(errors.length ? errors : ["429", "500", "503"]).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </div>
      )}
      {(choice.fault === "timeout" || choice.fault === "slow_drip") && (
        <div class="field">
          <label for="next-duration">For how long</label>
          <input
            id="next-duration"
            value={choice.duration}
            placeholder="250ms, 2s"
            onInput={(event) => set({ duration: event.currentTarget.value })}
          />
        </div>
      )}
    </div>
  );
}
