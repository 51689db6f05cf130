/** Requests to try, in several languages, each with Copy and Send. */

import { useState } from "preact/hooks";
import { toast } from "../shell/telling";
import { Code } from "./code";
import { CopyButton } from "./copy-button";
import { send, type ToSend } from "./send";
import { SNIPPETS } from "./snippets";
import { Tabs } from "./tabs";

export interface Example {
  readonly title: string;
  readonly request: ToSend;
}

export function Teaching({ examples }: { examples: readonly Example[] }) {
  const [at, choose] = useState(0);
  const example = examples[at] ?? examples[0];
  const [isSending, setSending] = useState(false);
  if (!example) return null;
  async function run(): Promise<void> {
    if (!example) return;
    setSending(true);
    const sent = await send(example.request);
    setSending(false);
    toast(sent.title, sent.detail, sent.tone);
  }
  return (
    <div class="stack teaching">
      <div class="row">
        {examples.map((each, place) => (
          <button
            key={each.title}
            type="button"
            class="button"
            aria-pressed={place === at}
            onClick={() => choose(place)}
          >
            {each.title}
          </button>
        ))}
      </div>
      <Tabs
        label="Languages"
        tabs={SNIPPETS.map(({ id, title, write }) => ({
          id,
          title,
          panel: () => <Code text={write(example.request)} label={`In ${title}`} tools={null} />,
        }))}
        below={(shown) => (
          <div class="row">
            <button type="button" class="button main" disabled={isSending} onClick={run}>
              Send
            </button>
            <CopyButton
              text={() => SNIPPETS.find((each) => each.id === shown)?.write(example.request) ?? ""}
            />
          </div>
        )}
      />
    </div>
  );
}
