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
    const parts = isDone ? [] : [page.notDone, " "];
    show(isDone, [...parts, inEnglish(said.message)], `${asked}\n\n${answer.status}\n${text}`);
  } catch {
    show(false, [page.unreadable], asked);
  }
  button.disabled = false;
  showStatus();
}

// The messages of the contract are in English, whatever the page is in.
function inEnglish(message) {
  const words = document.createElement("span");
  words.lang = "en";
  words.textContent = message;
  return words;
}

function show(isDone, message, exchange) {
  const said = document.createElement("p");
  said.className = isDone ? "done" : "refused";
  said.append(...message);
  const words = document.createElement("pre");
  words.textContent = exchange;
  answered.replaceChildren(said, words);
}

async function showStatus() {
  try {
    const answer = await fetch(page.charge, { headers: { Accept: "application/json" } });
    statusWord.textContent = (await answer.json()).status ?? page.gone;
  } catch {
    statusWord.textContent = page.unreachable;
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
