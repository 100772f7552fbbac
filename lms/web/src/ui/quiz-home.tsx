import { useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { type AssignmentPage, courseChanged, courseHref, useRights } from "../api/course";
import { type Attempt, startAttempt, useAttempts } from "../api/quiz";
import { type Key, useT } from "../i18n";
import { useAct } from "./act";
import { Failure, Loaded } from "./parts";
import { Table, num } from "./table";

function Row({ course, id, attempt }: { course: string; id: string; attempt: Attempt }) {
  const { t, time, number } = useT();
  return (
    <tr className="pick">
      <td>
        <Link href={courseHref(course, "assignments", id, "attempts", attempt.number ?? "")}>
          {t("quiz.attempt", { count: Number(attempt.number) })}
        </Link>
      </td>
      <td>{t(`quiz.state.${attempt.state}` as Key)}</td>
      <td className="soft">{attempt.submitted_at ? time(attempt.submitted_at) : ""}</td>
      <td className="num">
        {attempt.score === undefined ? "–" : number(attempt.score, 2)} / {number(attempt.max_score ?? 0, 2)}
      </td>
    </tr>
  );
}

// A quiz before it is begun, and between its attempts.
export function QuizHome({ course, page, session }: { course: string; page: AssignmentPage; session: string }) {
  const { t } = useT();
  const id = page.assignment?.id ?? "";
  const { staff, teacher } = useRights(course);
  const query = useAttempts(course, id);
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const { busy, error, run } = useAct();
  const start = () =>
    run(async () => {
      const attempt = await startAttempt(course, id, session);
      await courseChanged(queries, course);
      navigate(courseHref(course, "assignments", id, "attempts", attempt.number ?? ""));
    });
  return (
    <Loaded query={query}>
      {(data) => {
        const attempts = data.attempts ?? [];
        const open = attempts.find((one) => one.state === "open");
        return (
          <section className="sheet stack">
            <h2>{t("quiz.title")}</h2>
            <ul>
              <li>{t("quiz.questions", { count: data.questions ?? 0 })}</li>
              {(data.minutes ?? 0) > 0 && <li>{t("quiz.minutes", { count: data.minutes ?? 0 })}</li>}
              <li>{t(`quiz.feedback.${data.feedback}` as Key)}</li>
              <li>{t("course.exam.saved_by_itself")}</li>
            </ul>
            {attempts.length > 0 && (
              <Table
                label={t("quiz.attempts")}
                heads={[t("quiz.attempts"), t("machines.state"), t("quiz.handed_in"), num(t("test.points"))]}
              >
                {attempts.map((one) => (
                  <Row key={one.number} course={course} id={id} attempt={one} />
                ))}
              </Table>
            )}
            {error !== null && <Failure error={error} />}
            <div className="row">
              {(data.may_start || open) && (
                <button className="button main" disabled={busy} onClick={() => void start()}>
                  {t(open ? "quiz.go_on" : staff ? "quiz.try" : "quiz.begin")}
                </button>
              )}
              {!data.may_start && !open && data.why_not && <p className="soft">{data.why_not}</p>}
              {teacher && (
                <Link className="button" href={courseHref(course, "assignments", id, "quiz")}>
                  {t("quiz.edit")}
                </Link>
              )}
              {staff && (
                <Link className="button" href={courseHref(course, "assignments", id, "results")}>
                  {t("quiz.results")}
                </Link>
              )}
            </div>
          </section>
        );
      }}
    </Loaded>
  );
}
