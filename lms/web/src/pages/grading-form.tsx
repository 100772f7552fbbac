import type { Assignment, GradeDetail } from "../api/course";
import { useT } from "../i18n";
import { Check } from "../ui/check";
import { GradeState, useLateness } from "../ui/grade-state";
import type { Criterion, GradeDraft, Mark } from "./grading-draft";
import { numberOf } from "./grading-draft";

function CriterionField(props: {
  place: number;
  criterion: Criterion;
  mark: Mark;
  wrong: boolean;
  current: boolean;
  onChange: (mark: Mark) => void;
}) {
  const { t, number } = useT();
  const { criterion, mark } = props;
  const field = `criterion-${props.place}`;
  return (
    <fieldset className={props.current ? "criterion current" : "criterion"}>
      <legend>
        {props.place <= 9 && <kbd aria-hidden="true">{props.place}</kbd>} {criterion.name}
      </legend>
      {criterion.description && (
        <p className="small soft" id={`${field}-says`}>
          {criterion.description}
        </p>
      )}
      <div className="row">
        <input
          id={field}
          className="points"
          type="text"
          inputMode="decimal"
          aria-label={t("grading.points_of", { name: criterion.name, most: number(criterion.points, 2) })}
          aria-describedby={criterion.description ? `${field}-says` : undefined}
          aria-invalid={props.wrong}
          value={mark.points}
          onChange={(event) => props.onChange({ ...mark, points: event.target.value })}
        />
        <span className="soft">/ {number(criterion.points, 2)}</span>
        <input
          className="say"
          type="text"
          aria-label={t("grading.comment_of", { name: criterion.name })}
          placeholder={t("grading.comment")}
          value={mark.comment}
          onChange={(event) => props.onChange({ ...mark, comment: event.target.value })}
        />
      </div>
      {props.wrong && <p className="wrong">{t("grading.wrong_points", { most: number(criterion.points, 2) })}</p>}
    </fieldset>
  );
}

function Line(props: {
  name: "delta" | "override";
  label: string;
  value: string;
  wrong: boolean;
  onChange: (value: string) => void;
}) {
  const { t } = useT();
  return (
    <label className="field">
      {props.label}
      <input
        id={`grade-${props.name}`}
        className="points"
        type="text"
        inputMode="decimal"
        aria-invalid={props.wrong}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.wrong && <span className="wrong">{t("grading.no_number")}</span>}
    </label>
  );
}

// What a person gives: the rubric, the points as a whole, and what is said to the student.
export function GradingForm(props: {
  assignment: Assignment;
  detail: GradeDetail;
  rubric: Criterion[];
  draft: GradeDraft;
  wrong: Set<string>;
  current: number;
  change: (draft: GradeDraft) => void;
  openBank: () => void;
}) {
  const { t, number, time } = useT();
  const lateness = useLateness();
  const { assignment, detail, rubric, draft, wrong, change } = props;
  const grade = detail.grade;
  const sum = rubric.reduce((all, one) => all + (numberOf(draft.marks[one.id]?.points ?? "") || 0), 0);
  const most = rubric.reduce((all, one) => all + one.points, 0);
  return (
    <>
      <p className="standing">
        <strong>
          {grade?.points === undefined ? "–" : number(grade.points, 2)} / {number(assignment.points ?? 0, 2)}
        </strong>
        <GradeState state={grade?.state} />
        <span className="small soft">{lateness(grade)}</span>
      </p>
      {grade?.second && <p className="notice">{t("grading.second_explained")}</p>}
      {rubric.map((one, i) => (
        <CriterionField
          key={one.id}
          place={i + 1}
          criterion={one}
          mark={draft.marks[one.id] ?? { points: "", comment: "" }}
          wrong={wrong.has(one.id)}
          current={props.current === i}
          onChange={(mark) => change({ ...draft, marks: { ...draft.marks, [one.id]: mark } })}
        />
      ))}
      {rubric.length > 1 && (
        <p className="small soft">{t("grading.rubric_sum", { sum: number(sum, 2), most: number(most, 2) })}</p>
      )}
      <label className="field">
        {t("grading.say")}
        <textarea
          id="grade-comment"
          rows={4}
          value={draft.comment}
          onChange={(event) => change({ ...draft, comment: event.target.value })}
        />
      </label>
      <button type="button" className="button narrow" onClick={props.openBank}>
        {t("grading.bank_open")}
      </button>
      {!grade?.second && (
        <>
          <div className="row two">
            <Line
              name="delta"
              label={t("grading.delta")}
              value={draft.delta}
              wrong={wrong.has("delta")}
              onChange={(delta) => change({ ...draft, delta })}
            />
            <Line
              name="override"
              label={t("grading.override")}
              value={draft.override}
              wrong={wrong.has("override")}
              onChange={(override) => change({ ...draft, override })}
            />
          </div>
          <Check label={t("grading.excuse")} value={draft.excused} set={(excused) => change({ ...draft, excused })} />
          <label className="field">
            {t("grading.reason")}
            <input
              type="text"
              value={draft.reason}
              onChange={(event) => change({ ...draft, reason: event.target.value })}
            />
          </label>
        </>
      )}
      {(detail.history ?? []).length > 0 && (
        <details>
          <summary>{t("grading.history")}</summary>
          <ul className="entries small">
            {detail.history?.map((one, i) => (
              <li key={i}>
                {one.at ? time(one.at) : ""} · {one.by} · {one.before === undefined ? "–" : number(one.before, 2)} →{" "}
                {one.after === undefined ? "–" : number(one.after, 2)} · {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
