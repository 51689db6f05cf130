/** One request in the words of several languages, with what each has at hand. */

import type { ToSend } from "./send";

type Write = (request: ToSend) => string;

const quote = (text: string) => JSON.stringify(text);
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const curl: Write = ({ method, url, headers, body }) =>
  [
    `curl -i ${shell(url)}`,
    ...(method === (body ? "POST" : "GET") ? [] : [`-X ${method}`]),
    ...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(body ? [`-d ${shell(body)}`] : []),
  ].join(" \\\n  ");

const python: Write = ({ method, url, headers, body }) =>
  [
    "from urllib.request import Request, urlopen",
    "",
    `request = Request(${quote(url)}, method=${quote(method)})`,
    ...headers.map(([name, value]) => `request.add_header(${quote(name)}, ${quote(value)})`),
    ...(body ? [`request.data = b'${body.replaceAll("'", "\\'")}'`] : []),
    "print(urlopen(request).read().decode())",
  ].join("\n");

const javaScript: Write = ({ method, url, headers, body }) =>
  [
    `const answer = await fetch(${quote(url)}, {`,
    `  method: ${quote(method)},`,
    ...(headers.length ? [`  headers: ${JSON.stringify(Object.fromEntries(headers))},`] : []),
    ...(body ? [`  body: '${body.replaceAll("'", "\\'")}',`] : []),
    "});",
    "console.log(answer.status, await answer.text());",
  ].join("\n");

const java: Write = ({ method, url, headers, body }) =>
  [
    "var request = HttpRequest.newBuilder()",
    `    .uri(URI.create(${quote(url)}))`,
    ...headers.map(([name, value]) => `    .header(${quote(name)}, ${quote(value)})`),
    body
      ? `    .method(${quote(method)}, BodyPublishers.ofString(${quote(body)}))`
      : `    .method(${quote(method)}, BodyPublishers.noBody())`,
    "    .build();",
    "var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());",
    'System.out.println(answer.statusCode() + " " + answer.body());',
  ].join("\n");

export const SNIPPETS: readonly { id: string; title: string; write: Write }[] = [
  { id: "curl", title: "curl", write: curl },
  { id: "python", title: "Python", write: python },
  { id: "javascript", title: "JavaScript", write: javaScript },
  { id: "java", title: "Java", write: java },
];
