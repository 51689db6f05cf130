/** Empty the request log, if that is meant. */

import { api, bodyOf } from "../../api/client";
import { sandbox } from "../../api/place";
import { asProblem } from "../../api/problem";
import { confirmed } from "../../shell/prompt";
import { toast } from "../../shell/telling";

export async function emptyLog(): Promise<void> {
  const isMeant = await confirmed({
    title: `Empty the request log of ${sandbox.value}?`,
    hint: "The logged requests of this sandbox are deleted. Nothing else changes.",
    action: "Empty it",
    isDangerous: true,
  });
  if (!isMeant) return;
  try {
    const { forgotten } = await bodyOf(api().DELETE("/requests"));
    toast("The log is empty", `${forgotten} requests are forgotten.`);
  } catch (thrown) {
    const problem = asProblem(thrown);
    toast(problem.title, problem.detail, "bad");
  }
}
