import { useEffect, useState } from "react";

// The value once it has not changed for a moment: not each letter that is typed is asked for.
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), 250);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}
