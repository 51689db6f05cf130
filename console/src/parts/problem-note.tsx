/** A failure, as the server words it: what was wrong, where, and what to do. */

import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../api/problem";

export function ProblemNote({ problem, again }: { problem: Problem; again?: () => void }) {
  const note = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another problem is to be seen as well.
  useEffect(() => note.current?.scrollIntoView({ block: "nearest" }), [problem]);
  return (
    <div ref={note} class="notice" data-tone="bad" role="alert">
      <strong>{problem.title}</strong>
      {problem.detail && <span>{problem.detail}</span>}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {again && (
        <span>
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        </span>
      )}
    </div>
  );
}
