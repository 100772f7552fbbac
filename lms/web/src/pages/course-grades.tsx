import { useEffect, useState } from "react";
import { Link } from "wouter";
import { type StudentGrades, courseHref, useMyGrades } from "../api/course";
import { client, take } from "../api/client";
import { useT } from "../i18n";
import { CourseHead } from "../ui/course-head";
import { GradeState, useLateness } from "../ui/grade-state";
import { Failure, Loaded } from "../ui/parts";
import { Standing } from "../ui/standing";
import { Table, num } from "../ui/table";

type Wishes = Record<string, string>; // points by assignment, as they were typed

const parsed = (wishes: Wishes) =>
  Object.entries(wishes)
    .filter(([, text]) => text.trim() !== "" && Number.isFinite(Number(text.replace(",", "."))))
    .map(([assignment, text]) => ({ assignment, points: Number(text.replace(",", ".")) }));

// What the total would be: asked a moment after the last key.
function useWhatIf(course: string, wishes: Wishes) {
  const [answer, setAnswer] = useState<StudentGrades | null>(null);
  const [error, setError] = useState<unknown>(null);
  const grades = parsed(wishes);
  const asked = JSON.stringify(grades);
  useEffect(() => {
    if (asked === "[]") {
      setAnswer(null);
      setError(null);
      return undefined;
    }
    let current = true;
    const timer = window.setTimeout(() => {
      take(
        client.POST("/v1/courses/{course}/grades/what-if", {
          params: { path: { course } },
          body: { grades: JSON.parse(asked) as { assignment: string; points: number }[] },
        }),
      ).then(
        (made) => {
          if (!current) return;
          setAnswer(made);
          setError(null);
        },
        (failure: unknown) => {
          if (current) setError(failure);
        },
      );
    }, 250);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [course, asked]);
  return { answer, error };
}

function Rows(props: { course: string; grades: StudentGrades; wishes: Wishes | null; wish: (next: Wishes) => void }) {
  const { t, number, time } = useT();
  const lateness = useLateness();
  const { wishes } = props;
  return (
    <>
      {(props.grades.grades ?? []).map(({ grade, title, category, points_possible, dropped, due }) => {
        const id = grade?.assignment ?? "";
        const held = grade?.state === "graded" && grade.published === false;
        return (
          <tr key={id} className="pick">
            <td>
              <Link href={courseHref(props.course, "assignments", id)}>{title}</Link>
            </td>
            <td className="soft">{category}</td>
            <td className="soft when">{due ? time(due) : ""}</td>
            <td>
              {held ? <span className="verdict">{t("course.held_yours")}</span> : <GradeState state={grade?.state} />}{" "}
              {dropped && <span className="verdict calm">{t("course.dropped")}</span>}
            </td>
            <td className="num">
              {grade?.points === undefined ? "–" : number(grade.points, 2)} / {number(points_possible ?? 0, 2)}
            </td>
            <td className="soft small">{lateness(grade)}</td>
            {wishes !== null && (
              <td className="num">
                <input
                  className="points"
                  type="text"
                  inputMode="decimal"
                  aria-label={t("course.what_if_points", { title: title ?? "" })}
                  value={wishes[id] ?? ""}
                  onChange={(event) => props.wish({ ...wishes, [id]: event.target.value })}
                />
              </td>
            )}
          </tr>
        );
      })}
    </>
  );
}

// One's own grades, and what they would come to.
export default function CourseGrades({ course }: { course: string }) {
  const { t } = useT();
  const query = useMyGrades(course);
  const [wishes, setWishes] = useState<Wishes | null>(null);
  const { answer, error } = useWhatIf(course, wishes ?? {});
  return (
    <>
      <CourseHead course={course} title={t("course.grades")} />
      <Loaded query={query}>
        {(grades) => (
          <div className="stack">
            <div className="grid">
              <section className="sheet">
                <h2>{t("course.now")}</h2>
                <Standing grades={grades} />
              </section>
              <section className="sheet" aria-live="polite">
                <h2>{t("course.what_if")}</h2>
                {wishes === null ? (
                  <>
                    <p>{t("course.what_if_explained")}</p>
                    <button className="button" onClick={() => setWishes({})}>
                      {t("course.what_if_try")}
                    </button>
                  </>
                ) : (
                  <>
                    {error !== null && <Failure error={error} />}
                    {answer === null ? <p className="soft">{t("course.what_if_type")}</p> : <Standing grades={answer} />}
                    <button className="button narrow" onClick={() => setWishes(null)}>
                      {t("course.what_if_end")}
                    </button>
                  </>
                )}
              </section>
            </div>
            <section className="sheet">
              <Table
                label={t("course.grades")}
                heads={[
                  t("problems.problem"),
                  t("course.category"),
                  t("problems.due"),
                  t("machines.state"),
                  num(t("test.points")),
                  t("problem.late"),
                  ...(wishes === null ? [] : [num(t("course.what_if"))]),
                ]}
              >
                <Rows course={course} grades={grades} wishes={wishes} wish={setWishes} />
              </Table>
            </section>
          </div>
        )}
      </Loaded>
    </>
  );
}
