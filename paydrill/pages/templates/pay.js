"use strict";
// Counts down to the expiry, and copies the code.
const charge = document.getElementById("charge").dataset;
const countdown = document.getElementById("countdown");
const brCode = document.getElementById("br-code");
const copy = document.getElementById("copy");
const whenItExpires = [...countdown.childNodes];
const wayToCopy = copy.textContent;
let millisecondsLeft;
let since;
let standsStill;

// The sandbox's clock may be far from this device's, so only the time that passes is taken from it.
function setClock(clock) {
  const [now, frozen] = clock.split("; ");
  millisecondsLeft = Date.parse(charge.expiresAt) - Date.parse(now);
  since = performance.now();
  standsStill = frozen === "frozen";
  // Then the page says when, not how long: no time passes.
  if (standsStill) countdown.replaceChildren(...whenItExpires);
  count();
}

function count() {
  if (!standsStill) countdown.textContent = `${countdown.dataset.in} ${left()}`;
}

function left() {
  const pad = (number) => String(number).padStart(2, "0");
  const milliseconds = millisecondsLeft - (performance.now() - since);
  const seconds = Math.max(Math.ceil(milliseconds / 1000), 0);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return clock.slice(clock[0] ? 0 : 1).map(pad).join(":");
}

async function copyCode() {
  brCode.select();
  try {
    await navigator.clipboard.writeText(brCode.value);
  } catch {
    // A phone that came over plain http has no clipboard object, but still has this command.
    document.execCommand("copy");
  }
  copy.textContent = copy.dataset.copied;
  setTimeout(() => (copy.textContent = wayToCopy), 2000);
}

copy.hidden = false;
copy.addEventListener("click", copyCode);
setClock(charge.clock);
setInterval(count, 500);
document.addEventListener("clock", (event) => setClock(event.detail));
