"use strict";
// Keeps the page true: word that something has happened comes by WebSocket, and what it was, the
// page asks for. While no WebSocket is open it asks often; while one is, just to be sure of it.
const OFTEN = 2000;
const SELDOM = 30000;
const shown = document.getElementById("charge").dataset;
const notice = document.getElementById("notice");
let pause = OFTEN;
let next = setTimeout(look, pause);

async function look() {
  const trouble = await ask();
  notice.textContent = trouble;
  clearTimeout(next);
  next = setTimeout(look, trouble ? OFTEN : pause);
}

async function ask() {
  try {
    const answer = await fetch(location.href, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    tellClock(answer.headers.get("Paydrill-Clock"));
    if (answer.status === 404 || (answer.ok && isAnother(await answer.json()))) {
      location.reload();
      return "";
    }
    return answer.ok ? "" : notice.dataset.unexpected;
  } catch {
    return notice.dataset.unreachable;
  }
}

// The sandbox's clock may have been moved, of which no event tells: the countdown follows.
function tellClock(clock) {
  if (clock) document.dispatchEvent(new CustomEvent("clock", { detail: clock }));
}

function isAnother(charge) {
  return charge.status !== shown.status || charge.amount_returned !== Number(shown.returned);
}

function listen() {
  const address = new URL(`../../ws/payments/${shown.id}`, location.href);
  address.protocol = location.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  socket.onopen = () => (pause = SELDOM);
  // The first message says that the stream is open: whatever came before is seen by looking then.
  socket.onmessage = look;
  socket.onclose = () => {
    pause = OFTEN;
    look();
  };
}

// A phone that was put away may have lost the WebSocket without being told; and who comes back from
// another window may have moved the clock there.
document.addEventListener("visibilitychange", () => document.hidden || look());
addEventListener("focus", look);
try {
  listen();
} catch {
  // No WebSocket here: the page asks.
}
