/** The box that asks for the control token, where the server has one. */

import { useState } from "preact/hooks";
import { logIn, login } from "../api/token";
import { Dialog } from "../parts/dialog";

export function LoginBox() {
  const [given, setGiven] = useState("");
  if (!login.value) return null;
  return (
    <Dialog title="This server wants its control token">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (given) logIn(given);
        }}
      >
        <div class="field">
          <label for="token">Control token</label>
          <input
            id="token"
            type="password"
            autocomplete="current-password"
            value={given}
            onInput={(event) => setGiven(event.currentTarget.value)}
            aria-invalid={login.value === "refused"}
            aria-describedby="token-hint"
          />
          <span id="token-hint" class="hint">
            It is what follows <code>--control-token</code> where the server is started. It stays in
            this tab, and is forgotten with it.
          </span>
        </div>
        {login.value === "refused" && (
          <p class="notice" data-tone="bad" role="alert">
            The server does not know this token.
          </p>
        )}
        <div class="row">
          <button type="submit" class="button main">
            Open the console
          </button>
        </div>
      </form>
    </Dialog>
  );
}
