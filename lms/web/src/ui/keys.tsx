import { useEffect, useRef, useState } from "react";
import { useT } from "../i18n";
import { Dialog } from "./dialog";

export interface Shortcut {
  keys: string[]; // as KeyboardEvent.key says them
  shown: string;
  says: string;
  run: () => void;
}

const kKept = "assay.shortcuts";
const kTyping = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

// Single keys do something only where nothing is typed, no dialog is open, and nobody turned them off.
export function useShortcuts(shortcuts: Shortcut[], on: boolean): void {
  const now = useRef(shortcuts);
  now.current = shortcuts;
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(kTyping)) return;
      if (document.querySelector("dialog[open]")) return;
      const found = now.current.find((one) => one.keys.includes(event.key));
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on]);
}

export function useShortcutsOn(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(localStorage.getItem(kKept) !== "off");
  return [
    on,
    (next) => {
      localStorage.setItem(kKept, next ? "on" : "off");
      setOn(next);
    },
  ];
}

export function ShortcutHelp(props: {
  shortcuts: Shortcut[];
  more: { shown: string; says: string }[];
  on: boolean;
  setOn: (on: boolean) => void;
  onClose: () => void;
}) {
  const { t } = useT();
  return (
    <Dialog title={t("grading.keys")} onClose={props.onClose}>
      <label className="row check">
        <input
          type="checkbox"
          data-first
          checked={props.on}
          onChange={(event) => props.setOn(event.target.checked)}
        />
        {t("grading.keys_on")}
      </label>
      <dl className="keys">
        {[...props.shortcuts, ...props.more].map((one) => (
          <div key={one.says}>
            <dt>
              {one.shown.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{one.says}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
