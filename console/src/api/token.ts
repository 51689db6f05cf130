/** The control token: kept as long as the tab, and sent with each call of the control API. */

import { signal } from "@preact/signals";
import { needsToken } from "./place";

const KEY = "paydrill.control-token";

export const token = signal(sessionStorage.getItem(KEY) ?? "");

/** Whether the login box has to be shown, and why it is shown again. */
export const login = signal<"" | "first" | "refused">(needsToken && !token.value ? "first" : "");

export function logIn(given: string): void {
  sessionStorage.setItem(KEY, given);
  token.value = given;
  login.value = "";
}

export function logOut(): void {
  sessionStorage.removeItem(KEY);
  token.value = "";
  login.value = "first";
}

/** The server has refused a call for want of a token that it knows. */
export function refused(): void {
  login.value = token.value ? "refused" : "first";
}
