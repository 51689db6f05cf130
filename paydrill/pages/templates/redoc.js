const element = document.getElementById("redoc");
const bar = document.getElementById("bar");
// ReDoc's own columns stick below a bar of this height; on a phone, the bar scrolls away.
const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
element.style.setProperty("--navbar-height", `${height}px`);
const { init } = await import(element.dataset.viewer);
const contract = await (await fetch(element.dataset.contract)).json();
// A logo would be loaded from its own server.
delete contract.info?.["x-logo"];
init(contract, { disableTelemetry: true, sanitize: true }, element);
