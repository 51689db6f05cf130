"use strict";
const charge = document.getElementById("charge").dataset;
const countdown = document.getElementById("countdown");
const notice = document.getElementById("notice");
const brCode = document.getElementById("br-code");
const copy = document.getElementById("copy");

// The sandbox's clock may be far from this device's, so only the time that passes is taken from it.
const millisecondsAtLoad = Date.parse(charge.expiresAt) - Date.parse(charge.now);
const loadedAt = performance.now();

function showCountdown() {
  const left = Math.ceil((millisecondsAtLoad - (performance.now() - loadedAt)) / 1000);
  const pad = (number) => String(number).padStart(2, "0");
  const seconds = Math.max(left, 0);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  countdown.textContent = "in " + clock.slice(clock[0] ? 0 : 1).map(pad).join(":");
}

// Word of the charge comes by WebSocket. Where there is none, or it ends, the page asks instead.
function listen() {
  const path = location.pathname.replace(/\/payments\/pix\/([0-9]+)$/, "/ws/payments/$1");
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + path);
  socket.onmessage = (message) => {
    if (JSON.parse(message.data).status !== charge.status) {
      location.reload();
    }
  };
  socket.onclose = watchStatus;
}

async function watchStatus() {
  try {
    const answer = await fetch(location.href, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (answer.status === 404 || (answer.ok && (await answer.json()).status !== charge.status)) {
      location.reload();
      return;
    }
    notice.textContent = answer.ok ? "" : "The server does not answer as expected; trying again.";
  } catch {
    notice.textContent = "The server cannot be reached; trying again.";
  }
  setTimeout(watchStatus, 2000);
}

async function copyCode() {
  brCode.select();
  try {
    await navigator.clipboard.writeText(brCode.value);
  } catch {
    // A phone that came over plain http has no clipboard object, but still has this command.
    document.execCommand("copy");
  }
  copy.textContent = "Copied";
  setTimeout(() => (copy.textContent = "Copy the code"), 2000);
}

copy.hidden = false;
copy.addEventListener("click", copyCode);
showCountdown();
setInterval(showCountdown, 500);
listen();
