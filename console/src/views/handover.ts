/** What one view hands to another: a rule that was made of a request, for the scenario's editor. */

import { signal } from "@preact/signals";

/** An item of `rules` as YAML, indented by two; the editor takes it, and empties this. */
export const ruleToAdd = signal<string | null>(null);
