/** A dialog over the page. Escape and the cross close it; without `onClose` it has to be answered. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Close } from "../shell/icons";

interface Props {
  title: string;
  onClose?: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, wide = false, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before it is drawn, so that a key that follows at once is the dialog's and not the page's.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const opened = dialog.current;
    opened?.showModal();
    opened?.querySelector<HTMLElement>(".body :is(input, select, textarea, button)")?.focus();
    return () => {
      opened?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "wide" : ""}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      // A browser lets nobody hold a dialog open against a second Escape.
      onClose={(event) => {
        // It went with the view that had it: whoever left is somewhere else now.
        if (!event.currentTarget.isConnected) return;
        if (onClose) onClose();
        else event.currentTarget.showModal();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {onClose && (
          <button type="button" class="button bare icon" onClick={onClose} aria-label="Close">
            <Close />
          </button>
        )}
      </header>
      <div class="body">{children}</div>
    </dialog>
  );
}
