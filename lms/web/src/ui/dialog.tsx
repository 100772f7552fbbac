import { type ReactNode, useEffect, useRef } from "react";
import { useT } from "../i18n";

// The browser's own dialog: it keeps the focus, Escape closes it, and the focus goes back to where it came from. It begins
// at what is marked `data-first`.
export function Dialog(props: { title: string; onClose: () => void; wide?: boolean; children: ReactNode }) {
  const { t } = useT();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (!box.current?.open) box.current?.showModal();
    box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={props.wide ? "dialog wide" : "dialog"}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div className="row spread dialog-head">
        <h2>{props.title}</h2>
        <button type="button" className="button narrow" onClick={props.onClose}>
          {t("course.close")}
        </button>
      </div>
      {props.children}
    </dialog>
  );
}
