/** The file has changed meanwhile: whose text is to count? */

import { Dialog } from "../../parts/dialog";

export type Choice = "theirs" | "mine" | "look";

interface Props {
  name: string;
  onChoice: (choice: Choice) => void;
  onClose: () => void;
}

const CHOICES: readonly { choice: Choice; title: string; text: string }[] = [
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

export function Conflict({ name, onChoice, onClose }: Props) {
  return (
    <Dialog title="The file has changed meanwhile" onClose={onClose}>
      <div class="stack">
        <p>
          Somebody has saved another text of <strong>{name}</strong> since you opened it.
        </p>
        {CHOICES.map(({ choice, title, text }) => (
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
