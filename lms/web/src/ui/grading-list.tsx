import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { courseChanged, courseHref, publishGrades, useAssignments, useRights } from "../api/course";
import { useDashboard } from "../api/queries";
import { useT } from "../i18n";
import { Failure, Loaded } from "./parts";
import { Table, num } from "./table";

// Every assignment with what is still to grade, and whether students see their grades.
export function GradingList({ course }: { course: string }) {
  const { t, time } = useT();
  const queries = useQueryClient();
  const { teacher } = useRights(course);
  const dashboard = useDashboard(course);
  const assignments = useAssignments(course);
  const [busy, setBusy] = useState("");
  const [error, setError] = useState<unknown>(null);
  const held = new Map((assignments.data ?? []).map((one) => [one.id, one.hold_grades ?? false]));
  const publish = async (id: string, published: boolean) => {
    setBusy(id);
    setError(null);
    try {
      await publishGrades(course, id, published);
      await courseChanged(queries, course);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy("");
    }
  };
  return (
    <>
      {error !== null && <Failure error={error} />}
      <Loaded query={dashboard}>
        {(data) => (
          <Table
            label={t("course.grading")}
            heads={[
              t("problems.problem"),
              { text: t("course.grade"), hidden: true },
              num(t("course.to_grade")),
              num(t("course.state.graded")),
              num(t("course.state.missing")),
              t("course.shown_to_students"),
              t("problems.due"),
            ]}
          >
            {data.assignments.map((one) => (
              <tr key={one.id} className="pick">
                <td>
                  <Link href={courseHref(course, "assignments", one.id)}>{one.title}</Link>
                  {!one.published && <span className="verdict">{t("course.draft")}</span>}
                </td>
                <td>
                  <Link className="button narrow" href={courseHref(course, "assignments", one.id, "grade")}>
                    {t("course.grade")}
                    <span className="hidden">: {one.title}</span>
                  </Link>
                </td>
                <td className="num">{one.needs_grading || ""}</td>
                <td className="num">{one.graded || ""}</td>
                <td className="num">{one.missing || ""}</td>
                <td>
                  {!held.get(one.id) ? (
                    <span className="soft">{t("course.shown_at_once")}</span>
                  ) : teacher ? (
                    <button
                      className="button narrow"
                      disabled={busy === one.id}
                      onClick={() => void publish(one.id, !one.grades_published)}
                    >
                      {one.grades_published ? t("course.hide") : t("course.publish")}
                      <span className="hidden">: {one.title}</span>
                    </button>
                  ) : (
                    <span className="soft">{t(one.grades_published ? "course.published" : "course.held")}</span>
                  )}
                </td>
                <td className="soft when">{one.due ? time(one.due) : ""}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </>
  );
}
