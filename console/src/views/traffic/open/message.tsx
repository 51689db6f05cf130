/** One side of an exchange: its headers, and its body laid out and highlighted. */

import { useState } from "preact/hooks";
import type { LoggedMessage } from "../../../api/schemas";
import { Code } from "../../../parts/code";
import { CopyButton } from "../../../parts/copy-button";
import type { Language } from "../../../parts/highlight";
import { laidOut } from "../../../parts/json-layout";
import { sizeOf } from "../words";

interface Props {
  title: string;
  message: LoggedMessage;
}

export function MessageSection({ title, message }: Props) {
  const [isRaw, setRaw] = useState(false);
  const type = message.headers["content-type"] ?? "";
  const isJson = /json/.test(type) && message.text !== null;
  const text = message.text ?? "";
  const shown = isJson && !isRaw ? laidOut(text) : text;
  const language: Language = isJson ? "json" : "text";
  return (
    <section class="stack" aria-label={title}>
      <h3 class="row">
        {title}
        <span class="quiet small">
          {[type.split(";")[0], sizeOf(message.size)].filter(Boolean).join(", ")}
        </span>
      </h3>
      {text && (
        <Code
          text={shown}
          language={language}
          label={`Body of the ${title.toLowerCase()}`}
          tools={
            <>
              {isJson && laidOut(text) !== text && (
                <button
                  type="button"
                  class="button"
                  aria-pressed={isRaw}
                  onClick={() => setRaw(!isRaw)}
                >
                  As sent
                </button>
              )}
              <CopyButton text={shown} />
            </>
          }
        />
      )}
      {message.base64 && <p class="quiet">The body is no text: {sizeOf(message.size)}.</p>}
      {message.truncated && (
        <p class="quiet small">
          The log keeps the first 16 KiB of a body, and none of compressed ones.
        </p>
      )}
      <Headers headers={message.headers} />
    </section>
  );
}

function Headers({ headers }: { headers: Readonly<Record<string, string>> }) {
  const all = Object.entries(headers);
  return (
    <details>
      <summary>
        {all.length} {all.length === 1 ? "header" : "headers"}
      </summary>
      <dl class="facts mono">
        {all.map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd key={`${name} value`}>{value}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}
