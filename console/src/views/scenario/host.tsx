/**
 * The place of the editor, whose code comes when it is first shown.
 *
 * It lives in a shadow root: there CodeMirror gives its styles as objects, which the policy of the
 * page allows, and the page's own styles do not reach in.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../../api/problem";
import { ProblemNote } from "../../parts/problem-note";
import { schemaOfScenarios } from "./calls";
import type { OwnWords } from "./editor/completion";
import type { Editor } from "./editor/create";

interface Props {
  /** What stands in it first. */
  text: string;
  ownWords: OwnWords;
  onChange: (text: string) => void;
  onReady: (editor: Editor | null) => void;
}

export function EditorHost({ text, ownWords, onChange, onReady }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isReady, setReady] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; the text is its own from then on.
  useEffect(() => {
    const element = host.current;
    let made: Editor | null = null;
    let isGone = false;
    const schema = schemaOfScenarios().catch(() => null);
    import("./editor/create").then(
      ({ createEditor }) => {
        if (isGone || !element) return;
        const place = element.shadowRoot ?? element.attachShadow({ mode: "open" });
        made = createEditor({ place, text, schema, ownWords, onChange });
        setReady(true);
        onReady(made);
      },
      (thrown: unknown) => setProblem(asProblem(thrown)),
    );
    return () => {
      isGone = true;
      onReady(null);
      made?.destroy();
    };
  }, []);
  return (
    <div class="scenario-editor" aria-busy={!isReady}>
      {problem && <ProblemNote problem={problem} />}
      <div ref={host} class="host" />
    </div>
  );
}
