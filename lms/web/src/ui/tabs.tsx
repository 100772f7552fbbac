import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

export interface TabOf<K> {
  key: K;
  title: ReactNode;
}

// Tabs as the ARIA practices say: one stop of the Tab key, arrows, Home and End move and show. `children` is what the shown tab holds.
export function Tabs<K extends string | number>(props: {
  label: string;
  tabs: TabOf<K>[];
  shown: K;
  onShow: (key: K) => void;
  children: ReactNode;
}) {
  const { label, tabs, shown, onShow, children } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(0, tabs.findIndex((one) => one.key === shown));
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (tab === undefined) return;
    onShow(tab.key);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((one, i) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            id={`${id}-${i}`}
            aria-selected={i === at}
            aria-controls={`${id}-panel`}
            tabIndex={i === at ? 0 : -1}
            onClick={() => onShow(one.key)}
          >
            {one.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${at}`}>
        {children}
      </div>
    </>
  );
}
