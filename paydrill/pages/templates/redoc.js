"use strict";
const element = document.getElementById("redoc");
Redoc.init(
  element.dataset.contract,
  {
    scrollYOffset: "#contracts",
    nativeScrollbars: true,
    theme: {
      colors: { primary: { main: "#0b6152" } },
      typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } },
    },
  },
  element,
);
