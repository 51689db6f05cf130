/** The bar above the list: filter, results, whose traffic, pause, and how much there is. */

import type { Ref } from "preact";
import { missed, scope } from "../../api/feed";
import { Bin, Pause, Play } from "../../shell/icons";
import { FIELD_NAMES, RESULTS, type Result } from "./filter";

interface Props {
  text: string;
  result: Result;
  onFilter: (text: string, result: Result) => void;
  field: Ref<HTMLInputElement>;
  isPaused: boolean;
  onPause: () => void;
  onEmpty: () => void;
  /** How many came during the pause. */
  held: number;
  shown: number;
  all: number;
}

export function Bar(props: Props) {
  const { text, result, onFilter, isPaused, shown, all } = props;
  return (
    <div class="bar traffic-bar">
      <div class="traffic-filter" role="search">
        <input
          ref={props.field}
          type="search"
          value={text}
          placeholder="Filter: /payment status:4xx -rule:default/*"
          aria-label={`Filter; terms: ${FIELD_NAMES.join(", ")}`}
          title={`Words, or terms: ${FIELD_NAMES.map((each) => `${each}:`).join(" ")} and - for not`}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => onFilter(event.currentTarget.value, result)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </div>
      <select
        aria-label="Results"
        value={result}
        onChange={(event) => onFilter(text, event.currentTarget.value as Result)}
      >
        {Object.entries(RESULTS).map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
      <select
        aria-label="Whose traffic"
        value={scope.value}
        onChange={(event) => {
          scope.value = event.currentTarget.value === "server" ? "server" : "sandbox";
        }}
      >
        <option value="sandbox">This sandbox</option>
        <option value="server">All sandboxes</option>
      </select>
      <button
        type="button"
        class="button"
        aria-pressed={isPaused}
        onClick={props.onPause}
        title={isPaused ? "Go on (p)" : "Pause (p)"}
      >
        {isPaused ? <Play /> : <Pause />}
        <span class="word">{isPaused ? "Go on" : "Pause"}</span>
      </button>
      <button
        type="button"
        class="button"
        onClick={props.onEmpty}
        disabled={all === 0}
        title="Empty the request log"
      >
        <Bin />
        <span class="word">Empty</span>
      </button>
      <span class="traffic-count">
        {shown === all
          ? all.toLocaleString("en")
          : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")}`}
        {props.held > 0 && `, ${props.held.toLocaleString("en")} more came`}
        {missed.value > 0 && `, ${missed.value.toLocaleString("en")} not told`}
      </span>
    </div>
  );
}
