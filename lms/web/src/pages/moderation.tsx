import { useState } from "react";
import { Link } from "wouter";
import { courseHref, useGrades } from "../api/course";
import { type Allocation, type Moderation, useAllocation, useModeration } from "../api/moderation";
import { type Key, useT } from "../i18n";
import { AllocationDialog, Left } from "../ui/allocation-dialog";
import { CourseHead } from "../ui/course-head";
import { Loaded } from "../ui/parts";
import { Settle } from "../ui/settle";
import { Table, num } from "../ui/table";
import "../styles/admin.css";

function Works({ allocation }: { allocation: Allocation }) {
  const { t } = useT();
  const names = new Map((allocation.plan?.graders ?? []).map((one) => [one.person, one.name]));
  const who = (id: string | undefined, graded: boolean | undefined) =>
    id ? `${names.get(id) ?? id}${graded ? " ✓" : ""}` : "–";
  return (
    <details>
      <summary>{t("allocation.works")}</summary>
      <Table
        label={t("allocation.works")}
        heads={[t("grading.student"), t("allocation.group"), t("allocation.first"), t("allocation.second")]}
      >
        {(allocation.works ?? []).map((one) => (
          <tr key={one.person}>
            <td>{one.name || one.person}</td>
            <td className="soft">{one.group}</td>
            <td>{who(one.grader, one.graded)}</td>
            <td>{who(one.second_grader, one.second_graded)}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

function History({ allocation }: { allocation: Allocation }) {
  const { t, time } = useT();
  return (
    <details>
      <summary>{t("grading.history")}</summary>
      <ul className="entries small">
        {(allocation.history ?? []).map((one) => (
          <li key={one.at}>
            {one.at ? time(one.at) : ""} · {one.by} · {t("allocation.moved", { count: one.moved ?? 0 })}
            {one.reason ? ` · ${one.reason}` : ""}
          </li>
        ))}
      </ul>
    </details>
  );
}

// Who grades what, and how far each is.
function Graders({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const query = useAllocation(course, id);
  const [dividing, setDividing] = useState(false);
  return (
    <section className="sheet stack">
      <div className="row spread">
        <h2>{t("allocation.title")}</h2>
        <button className="button narrow" onClick={() => setDividing(true)}>
          {t("allocation.divide")} …
        </button>
      </div>
      <Loaded query={query}>
        {(data) => (
          <>
            {(data.plan?.graders ?? []).length === 0 ? (
              <p className="soft">{t("allocation.none")}</p>
            ) : (
              <>
                <Table
                  label={t("allocation.title")}
                  heads={[
                    t("allocation.grader"),
                    num(t("allocation.first")),
                    num(t("allocation.second")),
                    t("allocation.progress"),
                  ]}
                >
                  {data.plan?.graders?.map((one) => {
                    const all = (one.allocated ?? 0) + (one.second_allocated ?? 0);
                    const done = (one.graded ?? 0) + (one.second_graded ?? 0);
                    return (
                      <tr key={one.person}>
                        <td>
                          {one.name}{" "}
                          {!one.role && <span className="verdict warn">{t("allocation.gone")}</span>}
                        </td>
                        <td className="num">
                          {one.graded} / {one.allocated}
                        </td>
                        <td className="num">
                          {one.second_graded} / {one.second_allocated}
                        </td>
                        <td>
                          <progress
                            max={Math.max(1, all)}
                            value={done}
                            aria-label={t("allocation.progress_of", { name: one.name ?? "", done, all })}
                          />
                        </td>
                      </tr>
                    );
                  })}
                </Table>
                <Left works={(data.works ?? []).filter((one) => one.why_not)} />
                <Works allocation={data} />
                <History allocation={data} />
              </>
            )}
            {dividing && (
              <AllocationDialog course={course} id={id} plan={data.plan} onClose={() => setDividing(false)} />
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

// Graders beside one another, and single marks that the tests do not predict.
function StandsOut({ course, id, data }: { course: string; id: string; data: Moderation }) {
  const { t, number } = useT();
  const percent = (share: number | undefined) => `${number(100 * (share ?? 0), 0)} %`;
  const tone = (word: string | undefined) => (word === "usual" || word === "too_few" ? "" : "warn");
  return (
    <section className="sheet stack">
      <h2>{t("moderation.stands_out")}</h2>
      <p className="small soft">{t("moderation.stands_out_is")}</p>
      <Table
        label={t("allocation.graders")}
        empty={t("moderation.no_marks")}
        heads={[
          t("allocation.grader"),
          num(t("moderation.marks")),
          num(t("moderation.median")),
          num(t("moderation.others_median")),
          t("moderation.severity"),
          num(t("moderation.spread")),
          t("moderation.spread_is"),
        ]}
      >
        {(data.graders ?? []).map((one) => (
          <tr key={one.grader}>
            <td>{one.name}</td>
            <td className="num">{one.marks}</td>
            <td className="num">{percent(one.median)}</td>
            <td className="num">{one.severity === "too_few" ? "–" : percent(one.others_median)}</td>
            <td>
              <span className={`verdict ${tone(one.severity)}`}>{t(`moderation.severity.${one.severity}` as Key)}</span>
            </td>
            <td className="num">{percent(one.spread)}</td>
            <td>
              <span className={`verdict ${tone(one.spread_is)}`}>{t(`moderation.width.${one.spread_is}` as Key)}</span>
            </td>
          </tr>
        ))}
      </Table>
      <h3>{t("moderation.outliers")}</h3>
      {data.outliers_are !== "found" || (data.outliers ?? []).length === 0 ? (
        <p className="soft">{t(`moderation.outliers.${data.outliers_are ?? "too_few"}` as Key)}</p>
      ) : (
        <Table
          label={t("moderation.outliers")}
          heads={[
            t("grading.student"),
            t("allocation.grader"),
            num(t("moderation.tests")),
            num(t("moderation.predicted")),
            num(t("moderation.mark")),
          ]}
        >
          {data.outliers?.map((one) => (
            <tr key={one.person}>
              <td>
                <Link
                  href={`${courseHref(course, "assignments", id, "grade")}?person=${encodeURIComponent(one.person ?? "")}`}
                >
                  {one.name}
                </Link>
              </td>
              <td>{one.grader}</td>
              <td className="num">{percent(one.tests)}</td>
              <td className="num">{percent(one.predicted)}</td>
              <td className="num">{percent(one.mark)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

// Who grades an assignment, where two of them differ, and which marks stand out.
export default function ModerationView({ course, id }: { course: string; id: string }) {
  const { t, number } = useT();
  const grades = useGrades(course, id);
  const query = useModeration(course, id);
  const assignment = grades.data?.assignment;
  return (
    <>
      <CourseHead course={course} title={assignment ? t("moderation.title", { title: assignment.title ?? "" }) : ""}>
        <Link className="button narrow" href={courseHref(course, "assignments", id, "grade")}>
          {t("course.grade")}
        </Link>
      </CourseHead>
      <div className="stack">
        <Graders course={course} id={id} />
        <Loaded query={query}>
          {(data) => (
            <>
              <section className="sheet stack">
                <h2>{t("moderation.differ")}</h2>
                <p className="soft">
                  {t("moderation.counts", {
                    twice: data.marked_twice ?? 0,
                    missing: data.second_missing ?? 0,
                    points: number(data.tolerance_points ?? 0, 2),
                  })}
                </p>
                {(data.items ?? []).length === 0 ? (
                  <p className="soft">{t("moderation.none")}</p>
                ) : (
                  <ul className="entries">
                    {assignment &&
                      data.items?.map((one) => (
                        <Settle
                          key={`${one.person} ${(one.decisions ?? []).length}`}
                          course={course}
                          assignment={assignment}
                          item={one}
                        />
                      ))}
                  </ul>
                )}
              </section>
              <StandsOut course={course} id={id} data={data} />
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}
