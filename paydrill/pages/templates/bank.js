"use strict";
// Sends what the buttons say, and shows what was sent and answered, word for word.
const page = document.querySelector("main").dataset;
const statusWord = document.getElementById("status");
const answered = document.getElementById("answer");
const confirmation = document.getElementById("confirm");
const value = document.getElementById("value");
const givingBack = document.getElementById("give-back");

// A browser may send again what got no answer: the key has that be the same, not another one.
const newKey = () => `bank-page-${performance.timeOrigin}-${Math.random()}`;

async function send(button, path, body) {
  const asked = `POST ${new URL(path, location.href).pathname}\n${body}`;
  button.disabled = true;
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body,
    });
    const text = await answer.text();
    const said = JSON.parse(text);
    const isDone = answer.ok && said.status !== "refused";
    show(isDone, isDone ? said.message : `Not done: ${said.message}`, `${asked}\n\n${answer.status}\n${text}`);
  } catch {
    show(false, "No answer came that can be read. The status says whether it was done.", asked);
  }
  button.disabled = false;
  showStatus();
}

function show(isDone, message, exchange) {
  const said = document.createElement("p");
  said.className = isDone ? "done" : "refused";
  said.textContent = message;
  const words = document.createElement("pre");
  words.textContent = exchange;
  answered.replaceChildren(said, words);
}

async function showStatus() {
  try {
    const answer = await fetch(page.charge, { headers: { Accept: "application/json" } });
    statusWord.textContent = (await answer.json()).status ?? "no longer there";
  } catch {
    statusWord.textContent = "not to be reached";
  }
}

function valueToGiveBack() {
  const text = value.value.trim().replace(",", ".");
  return JSON.stringify(text ? { value: Number(text) } : {});
}

confirmation.addEventListener("click", () =>
  send(confirmation, "../confirmation", confirmation.dataset.body),
);
givingBack.addEventListener("click", () => send(givingBack, "refund", valueToGiveBack()));
confirmation.hidden = false;
document.getElementById("giving-back").hidden = false;
