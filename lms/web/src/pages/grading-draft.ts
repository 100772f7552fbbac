import type { Schemas } from "../api/client";
import type { Assignment, GradeDetail } from "../api/course";

// A grade while it is given: as it is typed, and what of it is sent.
export interface Mark {
  points: string; // "": not marked yet
  comment: string;
}
export interface GradeDraft {
  marks: Record<string, Mark>;
  delta: string;
  override: string;
  excused: boolean;
  comment: string;
  reason: string;
}
export interface Criterion {
  id: string;
  name: string;
  description: string;
  points: number;
}

// Without a problem and a rubric people give the points as a whole, which the service calls "points".
export function rubricOf(assignment: Assignment, whole: string): Criterion[] {
  const rubric = (assignment.rubric ?? []).map((one) => ({
    id: one.id ?? "",
    name: one.name || (one.id ?? ""),
    description: one.description ?? "",
    points: one.points ?? 0,
  }));
  if (rubric.length > 0 || assignment.problem) return rubric;
  return [{ id: "points", name: whole, description: "", points: assignment.points ?? 0 }];
}

const shown = (value: number | undefined): string => (value === undefined ? "" : String(value));

export function draftOf(detail: GradeDetail, rubric: Criterion[]): GradeDraft {
  const given = new Map((detail.marks ?? []).map((one) => [one.criterion, one]));
  return {
    marks: Object.fromEntries(
      rubric.map((one) => {
        const mark = given.get(one.id);
        return [one.id, { points: mark ? shown(mark.points ?? 0) : "", comment: mark?.comment ?? "" }];
      }),
    ),
    delta: detail.delta ? shown(detail.delta) : "",
    override: shown(detail.override_points),
    excused: detail.excused ?? false,
    comment: detail.comment ?? "",
    reason: "",
  };
}

// A number as people write it; null: none; NaN: it is no number.
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

// Which fields hold no number, or one that the criterion has not.
export function wrongFields(draft: GradeDraft, rubric: Criterion[]): Set<string> {
  const wrong = new Set<string>();
  for (const one of rubric) {
    const value = numberOf(draft.marks[one.id]?.points ?? "");
    if (value !== null && !(value >= 0 && value <= one.points)) wrong.add(one.id);
  }
  for (const name of ["delta", "override"] as const)
    if (Number.isNaN(numberOf(draft[name]) ?? 0)) wrong.add(name);
  return wrong;
}

export function bodyOf(draft: GradeDraft, rubric: Criterion[]): Schemas["PutGradeInput"] {
  const override = numberOf(draft.override);
  return {
    marks: rubric.flatMap((one) => {
      const mark = draft.marks[one.id];
      const points = numberOf(mark?.points ?? "");
      return points === null ? [] : [{ criterion: one.id, points, comment: mark?.comment ?? "" }];
    }),
    delta: numberOf(draft.delta) ?? 0,
    ...(override === null ? {} : { override_points: override }),
    excused: draft.excused,
    comment: draft.comment,
    reason: draft.reason,
  };
}
