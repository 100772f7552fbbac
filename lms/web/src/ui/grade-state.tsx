import type { Grade } from "../api/course";
import { type Key, useT } from "../i18n";
import type { Tone } from "./verdict";

const kTones: Record<string, Tone> = {
  graded: "good",
  needs_grading: "warn",
  missing: "bad",
  pending: "calm",
  excused: "calm",
  open: "",
};

export function GradeState({ state }: { state: string | undefined }) {
  const { t } = useT();
  const of = state && state in kTones ? state : "open";
  return <span className={`verdict ${kTones[of]}`}>{t(`course.state.${of}` as Key)}</span>;
}

// What lateness took, in words; nothing where it took nothing.
export function useLateness(): (grade: Grade | undefined) => string {
  const { t, number } = useT();
  return (grade) => {
    const said: string[] = [];
    if ((grade?.late_days ?? 0) > 0) said.push(t("course.late_days_used", { count: grade?.late_days ?? 0 }));
    if ((grade?.late_percent ?? 0) > 0) said.push(t("course.late_cost", { percent: number(grade?.late_percent ?? 0) }));
    return said.join(", ");
  };
}
