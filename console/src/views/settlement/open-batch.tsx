/** One batch: its file as a table and in each format, and the answer key for who asks. */

import { useEffect, useRef, useState } from "preact/hooks";
import { api, bodyOf } from "../../api/client";
import { Code } from "../../parts/code";
import { CopyButton } from "../../parts/copy-button";
import { laidOut } from "../../parts/json-layout";
import { ProblemNote } from "../../parts/problem-note";
import { Tabs } from "../../parts/tabs";
import { useCall } from "../../parts/use-call";
import { FORMATS, type Format, type ReadFile, readFile, type SettlementFile } from "./calls";
import { Lines } from "./lines";

const TITLES: Record<Format, string> = {
  json: "JSON",
  csv: "CSV",
  camt053: "camt.053",
  fixed: "Fixed width",
};

export function OpenBatch({ id }: { id: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const element = heading.current;
    element?.focus({ preventScroll: true });
    const { top = 0 } = element?.getBoundingClientRect() ?? {};
    // Below a few batches it is in sight, and they stay so as well.
    if (top < 0 || top > innerHeight / 2) element?.scrollIntoView({ block: "start" });
  }, []);
  const tabs = [
    { id: "lines", title: "Lines", panel: () => <AsTable id={id} /> },
    ...FORMATS.map((format) => ({
      id: format,
      title: TITLES[format],
      panel: () => <AsText key={format} id={id} format={format} />,
    })),
    { id: "key", title: "Answer key", panel: () => <AnswerKey id={id} /> },
  ];
  return (
    <section class="stack settlement-open" aria-labelledby="settlement-open">
      <h2 id="settlement-open" class="mono" ref={heading} tabIndex={-1}>
        {id}
      </h2>
      <Tabs label={`The file of ${id}`} tabs={tabs} />
    </section>
  );
}

function AsTable({ id }: { id: string }) {
  const called = useCall(() => readFile(id, "json"), [id]);
  if (called.problem) return <ProblemNote problem={called.problem} again={called.again} />;
  if (called.data === null) return null;
  const file = parsed(called.data.text);
  if (!file) {
    return (
      <p class="notice" data-tone="warn">
        The file is no JSON: a break cut it off. The other tabs show it as it is.
      </p>
    );
  }
  return <Lines file={file} />;
}

function parsed(text: string): SettlementFile | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function AsText({ id, format }: { id: string; format: Format }) {
  const called = useCall(() => readFile(id, format), [id, format]);
  if (called.problem) return <ProblemNote problem={called.problem} again={called.again} />;
  if (called.data === null) return null;
  const file = called.data;
  const text = format === "json" ? laidOut(file.text) : file.text;
  const tools = (
    <>
      <button type="button" class="button" onClick={() => download(file)}>
        Download
      </button>
      <CopyButton text={file.text} />
    </>
  );
  const language = format === "json" ? "json" : "text";
  return <Code text={text} language={language} label={`${TITLES[format]} file`} tools={tools} />;
}

/** Save what was read: the browser asks for nothing, so that no token is wanted. */
function download({ name, bytes }: ReadFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function AnswerKey({ id }: { id: string }) {
  const [isAsked, ask] = useState(false);
  if (!isAsked) {
    return (
      <div class="row">
        <p class="quiet">Which breaks are planted in this batch? Find them yourself first.</p>
        <button type="button" class="button" onClick={() => ask(true)}>
          Show the answer key
        </button>
      </div>
    );
  }
  return <Breaks id={id} />;
}

function Breaks({ id }: { id: string }) {
  const params = { path: { batch_id: id } };
  const called = useCall(
    () => bodyOf(api().GET("/settlements/{batch_id}/answer-key", { params })),
    [id],
  );
  if (called.problem) return <ProblemNote problem={called.problem} again={called.again} />;
  if (!called.data) return null;
  if (called.data.breaks.length === 0)
    return <p class="quiet">No break is planted in this batch.</p>;
  return (
    <ul class="card settlement-breaks">
      {called.data.breaks.map((each, at) => (
        <li key={at}>
          <strong>{each.type}</strong>
          {each.line !== null && <span>line {each.line}</span>}
          {each.transaction_id && <span class="mono small">{each.transaction_id}</span>}
          {each.field && (
            <span>
              {each.field}: {each.expected ?? "nothing"} expected, {each.shown ?? "nothing"} shown
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
