import { render } from "preact";
import { App } from "./shell/app";
import "./shell/theme";
import "./styles/index.css";

const place = document.getElementById("console");
if (place) render(<App />, place);
