import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { Ref } from "react";
import { Link } from "wouter";
import { client, take } from "../api/client";
import { type Assignment, type GradeDetail, courseKeys, useRemarks } from "../api/course";
import { useSource } from "../api/report";
import { useT } from "../i18n";
import { Bank } from "../ui/bank";
import { Failure, Loaded } from "../ui/parts";
import { Review } from "../ui/review";
import { Verdict } from "../ui/verdict";
import { bodyOf, draftOf, numberOf, rubricOf, wrongFields } from "./grading-draft";
import { GradingForm } from "./grading-form";

// What the page's keys do with the work that is shown.
export interface WorkKeys {
  save: () => Promise<boolean>; // whether everything is with the server now
  toggle: (criterion: number) => void; // all of its points, or none
  step: (by: number) => void; // of the criterion that was touched last
  bank: () => void;
  focus: (what: "source" | "points" | "comment" | "override") => void;
}

function Handed(props: { course: string; assignment: string; detail: GradeDetail }) {
  const { t, time, number } = useT();
  const submissions = props.detail.submissions ?? [];
  const counted = props.detail.grade?.submission || submissions[0]?.id || "";
  const [chosen, setChosen] = useState("");
  const id = chosen || counted;
  const card = submissions.find((one) => one.id === id);
  const source = useSource(id);
  const remarks = useRemarks(props.course, id);
  if (id === "") return <p className="soft">{t("grading.nothing_handed_in")}</p>;
  return (
    <>
      <div className="row spread handed">
        <label className="row">
          <span>{t("grading.submission")}</span>
          <select value={id} onChange={(event) => setChosen(event.target.value)}>
            {submissions.map((one) => (
              <option key={one.id} value={one.id}>
                {[
                  one.at ? time(one.at) : one.id,
                  one.verdict,
                  one.id === counted ? t("grading.counts") : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </option>
            ))}
          </select>
        </label>
        {card && (
          <span className="row">
            {card.verdict && <Verdict verdict={card.verdict} />}
            <span className="soft small">
              {(card.tests_total ?? 0) > 0
                ? t("run.passed", { done: card.tests_passed ?? 0, total: card.tests_total ?? 0 })
                : `${number(card.score ?? 0)} / ${number(card.max_score ?? 0)}`}
            </span>
            <Link className="small" href={`/submissions/${id}`}>
              {t("run.all")}
            </Link>
          </span>
        )}
      </div>
      <Loaded query={source}>
        {(files) => (
          <Loaded query={remarks}>
            {(said) => (
              <Review
                key={id}
                where={{ course: props.course, assignment: props.assignment, submission: id }}
                files={files}
                remarks={said}
              />
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

// One student's work, with the grade beside it.
export function GradingWork(props: {
  course: string;
  assignment: Assignment;
  person: string;
  detail: GradeDetail;
  keysRef: Ref<WorkKeys>;
}) {
  const { t } = useT();
  const { course, assignment, person, detail } = props;
  const queries = useQueryClient();
  const whole = t("test.points");
  const rubric = useMemo(() => rubricOf(assignment, whole), [assignment, whole]);
  const [base, setBase] = useState(() => draftOf(detail, rubric));
  const [draft, setDraft] = useState(base);
  const [current, setCurrent] = useState(0);
  const [bank, setBank] = useState(false);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const box = useRef<HTMLDivElement>(null);
  const dirty = JSON.stringify(draft) !== JSON.stringify(base);
  const wrong = useMemo(() => wrongFields(draft, rubric), [draft, rubric]);

  const save = async (): Promise<boolean> => {
    if (!dirty) return true;
    if (wrong.size > 0 || saving) return false;
    setSaving(true);
    setError(null);
    try {
      const made = await take(
        client.PUT("/v1/courses/{course}/assignments/{id}/grades/{person}", {
          params: { path: { course, id: assignment.id ?? "", person } },
          body: bodyOf(draft, rubric),
        }),
      );
      const next = draftOf(made, rubric);
      setBase(next);
      setDraft(next);
      queries.setQueryData(courseKeys.grade(course, assignment.id ?? "", person), made);
      void queries.invalidateQueries({ queryKey: courseKeys.grades(course, assignment.id ?? "") });
      return true;
    } catch (failure) {
      setError(failure);
      return false;
    } finally {
      setSaving(false);
    }
  };
  const put = (place: number, points: number) => {
    const one = rubric[place];
    if (one === undefined) return;
    const kept = Math.max(0, Math.min(one.points, Math.round(points * 100) / 100));
    setCurrent(place);
    setDraft((before) => ({
      ...before,
      marks: { ...before.marks, [one.id]: { comment: before.marks[one.id]?.comment ?? "", points: String(kept) } },
    }));
  };
  const pointsAt = (place: number) => numberOf(draft.marks[rubric[place]?.id ?? ""]?.points ?? "");
  useImperativeHandle(props.keysRef, () => ({
    save,
    toggle: (place) => put(place, pointsAt(place) === rubric[place]?.points ? 0 : (rubric[place]?.points ?? 0)),
    step: (by) => put(current, (pointsAt(current) || 0) + by),
    bank: () => setBank(true),
    focus: (what) => {
      const where = {
        source: ".code .line[tabindex='0']",
        points: `#criterion-${current + 1}`,
        comment: "#grade-comment",
        override: "#grade-override",
      }[what];
      box.current?.querySelector<HTMLElement>(where)?.focus();
    },
  }));
  // Whoever leaves with something unsaved is asked.
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);

  return (
    <div ref={box} className="grading">
      <section className="sheet" aria-label={t("source.title")}>
        <Handed course={course} assignment={assignment.id ?? ""} detail={detail} />
      </section>
      <form
        className="sheet stack grade-form"
        aria-label={t("grading.grade")}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void save();
          }
          // Out of a field, so that single keys do something again.
          if (event.key === "Escape" && !bank && event.target instanceof HTMLElement) event.target.blur();
        }}
      >
        <GradingForm
          assignment={assignment}
          detail={detail}
          rubric={rubric}
          draft={draft}
          wrong={wrong}
          current={current}
          change={setDraft}
          openBank={() => setBank(true)}
        />
        {error !== null && <Failure error={error} />}
        <div className="row spread grade-save">
          <span className={`live ${dirty ? "off" : "on"}`} role="status">
            {t(saving ? "course.save.saving" : dirty ? "grading.unsaved" : "grading.saved")}
          </span>
          <button className="button main" disabled={!dirty || saving}>
            {t("grading.save")}
          </button>
        </div>
      </form>
      {bank && (
        <Bank
          course={course}
          assignment={assignment.id ?? ""}
          text={draft.comment}
          onClose={() => setBank(false)}
          onPick={(comment) => {
            setDraft({
              ...draft,
              comment: (draft.comment.trim() === "" ? "" : `${draft.comment.trimEnd()}\n`) + (comment.text ?? ""),
            });
            setBank(false);
          }}
        />
      )}
    </div>
  );
}
