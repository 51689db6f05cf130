"use strict";
const font = "system-ui, sans-serif";
const typography = { fontFamily: font, headings: { fontFamily: font } };
const light = {
  colors: {
    primary: { main: "#0b6152" },
    success: { main: "#14691f" },
    error: { main: "#b3261e" },
    warning: { main: "#7a5200" },
    text: { secondary: "#55625f" },
  },
  schema: { typeNameColor: "#55625f", typeTitleColor: "#55625f" },
  typography: { ...typography, code: { color: "#a3271f" } },
};
// The colours of the other pages, and of their own where ReDoc has more than those.
const dark = {
  colors: {
    primary: { main: "#6fd3bd" },
    success: { main: "#6fd3bd" },
    error: { main: "#ff9b92" },
    warning: { main: "#e8c26a" },
    text: { primary: "#e6ecea", secondary: "#a3b0ac" },
    border: { dark: "#55625f", light: "#33403d" },
    responses: {
      success: { color: "#6fd3bd", backgroundColor: "#1a2220", tabTextColor: "#6fd3bd" },
      error: { color: "#ff9b92", backgroundColor: "#1a2220", tabTextColor: "#ff9b92" },
      redirect: { color: "#e8c26a", backgroundColor: "#1a2220", tabTextColor: "#e8c26a" },
      info: { color: "#9cc4f2", backgroundColor: "#1a2220", tabTextColor: "#9cc4f2" },
    },
  },
  schema: {
    linesColor: "#55625f", typeNameColor: "#a3b0ac", typeTitleColor: "#a3b0ac",
    requireLabelColor: "#ff9b92", nestedBackground: "#1a2220",
  },
  sidebar: { backgroundColor: "#1a2220", textColor: "#e6ecea", activeTextColor: "#6fd3bd" },
  rightPanel: {
    backgroundColor: "#0c1211",
    servers: {
      overlay: { backgroundColor: "#1a2220", textColor: "#e6ecea" },
      url: { backgroundColor: "#1f2927" },
    },
  },
  typography: {
    ...typography,
    code: { color: "#ffb0a8", backgroundColor: "#1f2927" },
  },
};
const element = document.getElementById("redoc");
Redoc.init(
  element.dataset.contract,
  {
    scrollYOffset: "#bar",
    nativeScrollbars: true,
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? dark : light,
  },
  element,
);
