import { render } from "preact";
import { listen } from "./api/feed";
import { App } from "./shell/app";
import "./shell/theme";
import "./styles/index.css";

const place = document.getElementById("console");
listen();
if (place) render(<App />, place);
