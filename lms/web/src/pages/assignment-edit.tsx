import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { client, take } from "../api/client";
import { type Assignment, courseChanged, courseHref, useAssignments, useCourse } from "../api/course";
import { useProblems } from "../api/queries";
import { fromField, toField } from "../dates";
import { useT } from "../i18n";
import { Check } from "../ui/check";
import { CourseHead } from "../ui/course-head";
import { Failure, Loaded } from "../ui/parts";
import { RubricEditor } from "./rubric-editor";
import { useAct } from "../ui/act";

const kQuiz = ":quiz"; // no problem is called so

const kNew: Assignment = { title: "", points: 10, published: false, late: { accepted: false }, rubric: [] };

function Count(props: { label: string; value: number | undefined; set: (value: number) => void; step?: string }) {
  return (
    <label className="field">
      {props.label}
      <input
        type="number"
        min="0"
        step={props.step ?? "1"}
        value={props.value ?? 0}
        onChange={(event) => props.set(Number(event.target.value))}
      />
    </label>
  );
}

function Time(props: { label: string; value: string | undefined; set: (value: string | undefined) => void }) {
  return (
    <label className="field">
      {props.label}
      <input
        type="datetime-local"
        value={toField(props.value)}
        onChange={(event) => props.set(fromField(event.target.value))}
      />
    </label>
  );
}

function Choice(props: { label: string; value: string; set: (value: string) => void; children: ReactNode }) {
  return (
    <label className="field">
      {props.label}
      <select value={props.value} onChange={(event) => props.set(event.target.value)}>
        {props.children}
      </select>
    </label>
  );
}

function Fields(props: { course: string; value: Assignment; set: (change: Partial<Assignment>) => void }) {
  const { t } = useT();
  const { course, value, set } = props;
  const page = useCourse(course);
  const problems = useProblems(course);
  const taken = new Set((useAssignments(course).data ?? []).map((one) => one.problem));
  const late = value.late ?? {};
  return (
    <>
      <section className="sheet stack">
        <h2>{t("course.edit.what")}</h2>
        <label className="field">
          {t("course.edit.title")}
          <input type="text" required value={value.title ?? ""} onChange={(event) => set({ title: event.target.value })} />
        </label>
        <div className="fields">
          <Choice
            label={t("course.edit.problem")}
            value={value.kind === "quiz" ? kQuiz : (value.problem ?? "")}
            set={(problem) => set(problem === kQuiz ? { kind: "quiz", problem: "" } : value.id ? { problem } : { kind: "", problem })}
          >
            {(value.kind === "quiz" || !value.id) && <option value={kQuiz}>{t("quiz.by_quiz")}</option>}
            {(value.kind !== "quiz" || !value.id) && <option value="">{t("course.edit.by_people")}</option>}
            {(problems.data?.problems ?? [])
              .filter((one) => !(value.kind === "quiz" && value.id) && (one.id === value.problem || !taken.has(one.id)))
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title || one.id}
                </option>
              ))}
          </Choice>
          <Count label={t("test.points")} value={value.points} step="any" set={(points) => set({ points })} />
          <Choice label={t("course.category")} value={value.category ?? ""} set={(category) => set({ category })}>
            <option value="">{t("course.edit.none")}</option>
            {(page.data?.scheme?.categories ?? []).map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </Choice>
          <Choice label={t("course.edit.module")} value={value.module ?? "0"} set={(module) => set({ module })}>
            <option value="0">{t("course.edit.none")}</option>
            {(page.data?.modules ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </Choice>
        </div>
        <label className="field">
          {t("course.edit.description")}
          <textarea
            rows={6}
            value={value.description ?? ""}
            onChange={(event) => set({ description: event.target.value })}
          />
        </label>
      </section>
      <section className="sheet stack">
        <h2>{t("course.edit.when")}</h2>
        <div className="fields">
          <Time label={t("course.edit.opens")} value={value.opens} set={(opens) => set({ opens })} />
          <Time label={t("problems.due")} value={value.due} set={(due) => set({ due })} />
          <Time label={t("course.edit.closes")} value={value.closes} set={(closes) => set({ closes })} />
          <Count label={t("course.edit.attempts")} value={value.attempts} set={(attempts) => set({ attempts })} />
          <Choice label={t("course.edit.rule")} value={value.rule || "best"} set={(rule) => set({ rule })}>
            <option value="best">{t("course.edit.rule.best")}</option>
            <option value="last">{t("course.edit.rule.last")}</option>
            <option value="mean">{t("course.edit.rule.mean")}</option>
          </Choice>
        </div>
        <Check
          label={t("course.edit.late")}
          value={late.accepted}
          set={(accepted) => set({ late: { ...late, accepted } })}
        />
        {late.accepted && (
          <div className="fields">
            <Count
              label={t("course.edit.late_percent")}
              value={late.percent_per_unit}
              step="any"
              set={(percent_per_unit) => set({ late: { ...late, percent_per_unit } })}
            />
            <Choice
              label={t("course.edit.late_unit")}
              value={late.unit || "day"}
              set={(unit) => set({ late: { ...late, unit } })}
            >
              <option value="day">{t("course.edit.day")}</option>
              <option value="hour">{t("course.edit.hour")}</option>
            </Choice>
            <Count
              label={t("course.edit.late_most")}
              value={late.most_percent}
              step="any"
              set={(most_percent) => set({ late: { ...late, most_percent } })}
            />
            <Count
              label={t("course.edit.late_days")}
              value={late.late_days}
              set={(late_days) => set({ late: { ...late, late_days } })}
            />
            <Count
              label={t("course.edit.grace")}
              value={(late.grace_seconds ?? 0) / 60}
              set={(minutes) => set({ late: { ...late, grace_seconds: Math.round(minutes * 60) } })}
            />
          </div>
        )}
        <Check
          label={t("course.edit.exam")}
          value={value.exam !== undefined}
          set={(exam) => set({ exam: exam ? { minutes: 60, one_session: true } : undefined })}
        />
        {value.exam && (
          <div className="fields">
            <Count
              label={t("course.edit.exam_minutes")}
              value={value.exam.minutes}
              set={(minutes) => set({ exam: { ...value.exam, minutes } })}
            />
            <Check
              label={t("course.exam.one_session")}
              value={value.exam.one_session}
              set={(one_session) => set({ exam: { ...value.exam, one_session } })}
            />
          </div>
        )}
      </section>
      <RubricEditor rubric={value.rubric ?? []} set={(rubric) => set({ rubric })} />
      <section className="sheet stack">
        <h2>{t("course.shown_to_students")}</h2>
        <Check label={t("course.edit.published")} value={value.published} set={(published) => set({ published })} />
        <Check label={t("course.edit.hold")} value={value.hold_grades} set={(hold_grades) => set({ hold_grades })} />
        <Check label={t("course.edit.anonymous")} value={value.anonymous} set={(anonymous) => set({ anonymous })} />
      </section>
    </>
  );
}

function Edit({ course, id, before }: { course: string; id: string; before: Assignment }) {
  const { t } = useT();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [value, setValue] = useState(before);
  const { busy, error, run } = useAct();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const made = await take(
        id === ""
          ? client.POST("/v1/courses/{course}/assignments", { params: { path: { course } }, body: value })
          : client.PUT("/v1/courses/{course}/assignments/{id}", { params: { path: { course, id } }, body: value }),
      );
      await courseChanged(queries, course);
      // A quiz that was made is to be written.
      const quiz = id === "" && value.kind === "quiz" ? ["quiz"] : [];
      navigate(courseHref(course, "assignments", made.id ?? id, ...quiz));
    });
  };
  return (
    <form className="stack edit" aria-label={t("course.edit.head")} onSubmit={save}>
      <Fields course={course} value={value} set={(change) => setValue({ ...value, ...change })} />
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
      </div>
    </form>
  );
}

// An assignment as its instructors write it. What stands here holds for what was graded before, too.
export default function AssignmentEdit({ course, id = "" }: { course: string; id?: string | undefined }) {
  const { t } = useT();
  const query = useAssignments(course);
  return (
    <>
      <CourseHead course={course} title={t(id === "" ? "course.edit.new" : "course.edit.head")} />
      <Loaded query={query}>
        {(all) => {
          const before = id === "" ? kNew : all.find((one) => one.id === id);
          return before ? <Edit course={course} id={id} before={before} /> : <p className="soft">{t("nav.nothing")}</p>;
        }}
      </Loaded>
    </>
  );
}
