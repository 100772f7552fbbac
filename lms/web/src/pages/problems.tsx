import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { courseHref, isStaffRole } from "../api/course";
import { useCourses, useMe, useOwnSubmissions, useProblems } from "../api/queries";
import { useT } from "../i18n";
import { Ago } from "../ui/ago";
import { News } from "../ui/news";
import { Loaded } from "../ui/parts";
import { StateOf } from "../ui/verdict";
import { Table } from "../ui/table";

function Courses({ mine }: { mine: Schemas["MyCourses"] }) {
  const { t, time, number } = useT();
  const courses = mine.courses ?? [];
  const due = mine.due ?? [];
  if (courses.length === 0 && due.length === 0) return null;
  return (
    <div className="grid" style={{ marginBottom: 16 }}>
      {courses.map((one) => (
        <section key={one.id} className="sheet">
          <h2>
            <Link href={courseHref(one.id ?? "")}>{one.title || one.id}</Link>
          </h2>
          <p className="small soft">{one.term}</p>
          {one.percent !== undefined && (
            <p>
              <strong>{number(one.percent)} %</strong> {one.letter}
            </p>
          )}
          {one.assignments !== undefined && one.done !== undefined && one.role === "student" && (
            <p className="soft">{t("problems.done", { done: one.done, total: one.assignments })}</p>
          )}
          {(one.to_grade ?? 0) > 0 && <p>{t("problems.to_grade", { count: one.to_grade ?? 0 })}</p>}
        </section>
      ))}
      {due.length > 0 && (
        <section className="sheet">
          <h2>{t("problems.due")}</h2>
          <Table label={t("problems.due")} heads={[t("problems.problem"), t("problems.due")]}>
            {due.map((one) => (
              <tr key={`${one.course} ${one.assignment}`} className="pick">
                <td>
                  <Link href={courseHref(one.course ?? "", "assignments", one.assignment ?? "")}>
                    {one.title}
                  </Link>
                  {one.late && <div className="small soft">{one.late}</div>}
                </td>
                <td className={one.overdue ? "wrong" : "soft"}>{one.due ? time(one.due) : ""}</td>
              </tr>
            ))}
          </Table>
        </section>
      )}
    </div>
  );
}

export default function Problems() {
  const { t } = useT();
  const me = useMe();
  const problems = useProblems();
  const courses = useCourses();
  const mine = useOwnSubmissions(me.data?.id);
  return (
    <>
      <div className="head">
        <h1>{t("problems.title")}</h1>
      </div>
      {me.data?.roles.some((one) => isStaffRole(one.role)) && (
        <div className="row" style={{ marginBottom: 16 }}>
          {me.data.roles
            .filter((one) => isStaffRole(one.role))
            .map((one) => (
              <Link key={one.course} className="button" href={courseHref(one.course, "board")}>
                {t("problems.board", { course: one.course })}
              </Link>
            ))}
        </div>
      )}
      <News count={courses.data?.unread_notifications ?? 0} />
      {courses.data && <Courses mine={courses.data} />}
      <Loaded query={problems}>
        {({ problems }) =>
          problems.length === 0 ? (
            <p className="soft">{t("problems.none")}</p>
          ) : (
            <div className="sheet">
              <Table
                label={t("problems.due")}
                heads={[t("problems.problem"), t("problems.course"), t("problems.best"), t("problems.last")]}
              >
                {problems.map((problem) => {
                  const own = (mine.data ?? []).filter((one) => one.problem === problem.id);
                  const last = own[0];
                  const best = own.reduce<(typeof own)[number] | undefined>(
                    (a, b) =>
                      b.result && (!a?.result || b.result.score > a.result.score || b.result.verdict === "AC") ? b : a,
                    undefined,
                  );
                  return (
                    <tr key={problem.id} className="pick">
                      <td>
                        <Link href={`/problems/${encodeURIComponent(problem.id)}`}>{problem.title || problem.id}</Link>
                      </td>
                      <td className="soft">{problem.course}</td>
                      <td>{best ? <StateOf submission={best} /> : <span className="soft">–</span>}</td>
                      <td className="soft">
                        {last?.created_at ? (
                          <Link href={`/submissions/${last.id}`}>
                            <Ago at={last.created_at} />
                          </Link>
                        ) : (
                          t("problems.never")
                        )}
                      </td>
                    </tr>
                  );
                })}
              </Table>
            </div>
          )
        }
      </Loaded>
    </>
  );
}
