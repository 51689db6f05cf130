/** A text in a fixed width: highlighted once its language's parser has come, and with a copy button. */

import { useEffect, useState } from "preact/hooks";
import { CopyButton } from "./copy-button";
import { highlighted, type Language, type Token } from "./highlight";

interface Props {
  text: string;
  language?: Language;
  label: string;
  /** Shown in place of the copy button; `null` for none. */
  tools?: preact.ComponentChildren;
}

export function Code({ text, language = "text", label, tools }: Props) {
  const [tokens, setTokens] = useState<readonly Token[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setTokens(null);
    highlighted(text, language).then((found) => isCurrent && setTokens(found));
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  return (
    <div class="code">
      {tools !== null && <div class="tools">{tools ?? <CopyButton text={text} />}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it. */}
      <pre tabIndex={0} aria-label={label} role="group">
        {tokens
          ? tokens.map(({ text: part, kind }, at) =>
              kind ? (
                <span key={at} class={`tok-${kind}`}>
                  {part}
                </span>
              ) : (
                part
              ),
            )
          : text}
      </pre>
    </div>
  );
}
