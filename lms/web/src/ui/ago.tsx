import { useEffect, useState } from "react";
import { useT } from "../i18n";

// "3 min. ago", and true for as long as it is looked at.
export function Ago({ at }: { at: string | undefined }) {
  const { ago, time } = useT();
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => draw((n) => n + 1), 15_000);
    return () => window.clearInterval(timer);
  }, []);
  if (!at) return null;
  return (
    <time dateTime={at} title={time(at)}>
      {ago(at)}
    </time>
  );
}
