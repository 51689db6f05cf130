import { globalSetup } from "./jest.js";

export default globalSetup();
