import { Link } from "wouter";
import { useAssignment } from "../api/queries";
import { useT } from "../i18n";
import { Markdown } from "../ui/markdown";
import { Loaded } from "../ui/parts";
import { ProblemWork } from "./problem";

// An assignment of a course: when it is due and what handing in now costs, before anything is handed in.
export default function AssignmentView({ course, id }: { course: string; id: string }) {
  const { t, time, number } = useT();
  const query = useAssignment(course, id);
  return (
    <Loaded query={query}>
      {(page) => {
        const assignment = page.assignment;
        const grade = page.grade;
        const late = assignment?.due !== undefined && Date.parse(assignment.due) < Date.now();
        return (
          <>
            <div className="head">
              <h1>{assignment?.title}</h1>
              <Link className="soft" href="/">
                {course}
              </Link>
              {grade?.state === "graded" && (
                <strong>
                  {number(grade.points ?? 0)} / {number(assignment?.points ?? 0)}
                </strong>
              )}
            </div>
            <div className="row small soft" style={{ marginBottom: 16 }}>
              {assignment?.due && <span>{t("assignment.due", { when: time(assignment.due) })}</span>}
              {page.late_now && !late && <span>{page.late_now}</span>}
              {(page.attempts_left ?? -1) >= 0 && (
                <span>{t("assignment.attempts_left", { count: page.attempts_left ?? 0 })}</span>
              )}
            </div>
            {page.late_now && late && page.may_submit && (
              <div className="notice warn" style={{ marginBottom: 16 }}>
                {page.late_now}
              </div>
            )}
            {page.may_submit === false && page.why_not && (
              <div className="notice" style={{ marginBottom: 16 }}>
                {page.why_not}
              </div>
            )}
            {page.comment && (
              <div className="notice good" style={{ marginBottom: 16 }}>
                <strong>{t("assignment.comment")}</strong> {page.comment}
              </div>
            )}
            {assignment?.description && !assignment.problem && (
              <section className="sheet" style={{ marginBottom: 16 }}>
                <Markdown text={assignment.description} />
              </section>
            )}
            {assignment?.problem && <ProblemWork id={assignment.problem} closed={page.may_submit === false} />}
          </>
        );
      }}
    </Loaded>
  );
}
