/** An id with its middle left out of sight: who copies it, or reads it aloud, gets all of it. */

const WHOLE = 16;
const HEAD = 8;
const TAIL = 4;

export function ShortId({ id }: { id: string }) {
  if (id.length <= WHOLE) return <>{id}</>;
  return (
    <span class="short-id" title={id}>
      {id.slice(0, HEAD)}
      <span>{id.slice(HEAD, -TAIL)}</span>
      {id.slice(-TAIL)}
    </span>
  );
}
