import { useT } from "../i18n";
import type { Key } from "../i18n";

export type Tone = "good" | "bad" | "warn" | "calm" | "";

export function toneOf(verdict: string): Tone {
  if (verdict === "AC") return "good";
  if (verdict === "PA") return "warn";
  if (verdict === "JE" || verdict === "SKIP" || verdict === "") return "";
  if (verdict === "TLE" || verdict === "MLE" || verdict === "OLE" || verdict === "ILE" || verdict === "PE") return "warn";
  return "bad";
}

// A sign beside the colour, for those who do not see it.
export const signOf = (verdict: string): string =>
  ({ good: "✓", bad: "✗", warn: "!", calm: "…", "": "–" })[toneOf(verdict)];

export function Verdict({ verdict }: { verdict: string }) {
  const { t } = useT();
  const key = `verdict.${verdict}` as Key;
  return (
    <span className={`verdict ${toneOf(verdict)}`} title={t(key)}>
      <span aria-hidden="true">{signOf(verdict)}</span>
      {verdict}
      <span className="hidden">: {t(key)}</span>
    </span>
  );
}

export function StateOf({ submission }: { submission: { state: string; result?: { verdict: string } } }) {
  const { t } = useT();
  if (submission.state === "done" && submission.result) return <Verdict verdict={submission.result.verdict} />;
  const tone = submission.state === "failed" ? "bad" : submission.state === "cancelled" ? "" : "calm";
  return <span className={`verdict ${tone}`}>{t(`state.${submission.state}` as Key)}</span>;
}
