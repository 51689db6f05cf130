"use strict";
// Counts down to the expiry, and copies the code.
const charge = document.getElementById("charge").dataset;
const countdown = document.getElementById("countdown");
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
// Of a clock that stands still the page says when, not how long: no time passes.
if (!("frozen" in charge)) {
  showCountdown();
  setInterval(showCountdown, 500);
}
