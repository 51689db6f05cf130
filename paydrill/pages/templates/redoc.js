const element = document.getElementById("redoc");
const bar = document.getElementById("bar");
// ReDoc's own columns stick below a bar of this height; on a phone, the bar scrolls away.
const height = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
element.style.setProperty("--navbar-height", `${height}px`);
const { init } = await import(element.dataset.viewer);
init(element.dataset.contract, { disableTelemetry: true }, element);
