/** Somebody has saved another text meanwhile: whose is to count? */

import { Dialog } from "../../parts/dialog";
import type { Target } from "./saving";

export type Choice = "theirs" | "mine" | "look";

interface Props {
  name: string;
  /** Where it was to be saved. */
  target: Target;
  onChoice: (choice: Choice) => void;
  onClose: () => void;
}

interface Offered {
  readonly choice: Choice;
  readonly title: string;
  readonly text: string;
}

const OF_FILE: readonly Offered[] = [
  {
    choice: "look",
    title: "Look at the difference",
    text: "Your text stays in the editor, with the difference to the file. Save again when it is as it should be.",
  },
  {
    choice: "mine",
    title: "Write mine over it",
    text: "The file gets your text. What was changed in it meanwhile is lost.",
  },
  {
    choice: "theirs",
    title: "Take the file's text",
    text: "The editor shows the file as it is now. Undo brings your text back.",
  },
];
const OF_SANDBOX: readonly Offered[] = [
  {
    choice: "look",
    title: "Look at the difference",
    text: "Your text stays in the editor, with the difference to theirs. Save again when it is as it should be.",
  },
  {
    choice: "mine",
    title: "Keep mine",
    text: "The sandbox gets your text. What was changed in it meanwhile is lost.",
  },
  {
    choice: "theirs",
    title: "Take theirs",
    text: "The editor shows what the sandbox has now. Undo brings your text back.",
  },
];

export function Conflict({ name, target, onChoice, onClose }: Props) {
  const isFile = target === "file";
  return (
    <Dialog
      title={isFile ? "The file has changed meanwhile" : "It has changed since you opened it"}
      onClose={onClose}
    >
      <div class="stack">
        <p>
          Somebody has saved another text of <strong>{name}</strong>{" "}
          {isFile ? "" : "in this sandbox, perhaps you in another tab, "}since you opened it.
        </p>
        {(isFile ? OF_FILE : OF_SANDBOX).map(({ choice, title, text }) => (
          <div key={choice} class="scenario-choice">
            <button type="button" class="button" onClick={() => onChoice(choice)}>
              {title}
            </button>
            <span class="quiet small">{text}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
