/** The single values of a JSON body, by JSON Pointer, each as it was written. */

export interface Pointed {
  readonly pointer: string;
  readonly value: string | number | boolean | null;
}

const MASKED = /\*{3,}/;

export function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function pointed(value: unknown, above = ""): Pointed[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, each]) =>
      pointed(each, `${above}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
    );
  }
  return value === undefined ? [] : [{ pointer: above, value: value as Pointed["value"] }];
}

/** The first few that say something of the request: no secrets, nothing empty. */
export function telling(text: string | null, most: number): Pointed[] {
  return pointed(parsed(text))
    .filter(({ value }) => value !== null && value !== "" && !MASKED.test(String(value)))
    .filter(({ pointer }) => pointer !== "")
    .slice(0, most);
}
