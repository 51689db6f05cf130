/** JSON laid out in lines. Its texts and numbers stay digit for digit: 150.00 is not 150. */

const OPENING = new Set(["{", "["]);
const CLOSING = new Set(["}", "]"]);
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Lay out a JSON text; one that is no JSON, such as a truncated one, comes back as it is. */
export function laidOut(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  let before = "";
  let out = "";
  const newLine = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(TOKENS)) {
    if (CLOSING.has(token)) {
      depth -= 1;
      out += OPENING.has(before) ? token : newLine() + token;
    } else {
      out += (OPENING.has(before) ? newLine() : "") + token;
      if (OPENING.has(token)) depth += 1;
      else if (token === ",") out += newLine();
      else if (token === ":") out += " ";
    }
    before = token;
  }
  return out;
}
