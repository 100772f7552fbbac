import { type ReactNode, useEffect, useRef, useState } from "react";

// What may be wider than its room: then it scrolls by itself, and the keyboard reaches it.
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  const room = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = room.current;
    if (element === null) return undefined;
    const look = () => setWide(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={room} className="scroll" role="region" aria-label={label} tabIndex={wide ? 0 : undefined}>
      {children}
    </div>
  );
}
