import { useRef, useState } from "react";
import { Link } from "wouter";
import { type AssignmentPage, courseHref, useRights } from "../api/course";
import { useExamSession } from "../api/exam";
import { useAssignment, useMe } from "../api/queries";
import { useT } from "../i18n";
import { Requests } from "../ui/asks";
import { CourseHead } from "../ui/course-head";
import { Countdown, ExamGate } from "../ui/exam";
import { Feedback, useFeedbackIsComing } from "../ui/feedback";
import { GradeState } from "../ui/grade-state";
import { Markdown } from "../ui/markdown";
import { Loaded, Loading } from "../ui/parts";
import { QuizHome } from "../ui/quiz-home";
import { ProblemWork } from "./problem";

// What holds now: until when, what handing in costs, and why it may not be possible.
function Terms({ page }: { page: AssignmentPage }) {
  const { t, time } = useT();
  const due = page.schedule?.due ?? page.assignment?.due;
  const late = due !== undefined && Date.parse(due) < Date.now();
  return (
    <>
      <div className="row small soft">
        {due && <span>{t("assignment.due", { when: time(due) })}</span>}
        {page.schedule?.source && page.schedule.source !== "everybody" && page.schedule.source !== "section" && (
          <span className="verdict calm">{t("course.your_own_time")}</span>
        )}
        {page.late_now && !late && <span>{page.late_now}</span>}
        {(page.attempts_left ?? -1) >= 0 && (
          <span>{t("assignment.attempts_left", { count: page.attempts_left ?? 0 })}</span>
        )}
        {page.grade?.state === "graded" && page.grade.published === false && <span>{t("course.held_yours")}</span>}
      </div>
      {page.late_now && late && page.may_submit && <div className="notice warn">{page.late_now}</div>}
      {page.may_submit === false && page.why_not && <div className="notice">{page.why_not}</div>}
      {(page.missing ?? []).length > 0 && (
        <ul className="notice plain">
          {page.missing?.map((one) => (
            <li key={one.assignment}>{t("course.before", { title: one.title ?? "" })}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Task({ course, page, person }: { course: string; page: AssignmentPage; person: string }) {
  const { staff } = useRights(course);
  const assignment = page.assignment;
  const id = assignment?.id ?? "";
  const { session, begin, forget } = useExamSession(person, course, id);
  const query = useAssignment(course, id);
  const [over, setOver] = useState(false);
  const exam = assignment?.exam;
  const inside = !exam || staff || (page.exam?.begun && session !== "");
  if (!inside)
    return (
      <ExamGate
        page={page}
        begin={async (takeOver) => {
          await begin(takeOver);
          await query.refetch();
        }}
      />
    );
  return (
    <>
      {exam && page.exam?.ends_at && (
        <p>
          <Countdown until={page.exam.ends_at} onEnd={() => setOver(true)} />
        </p>
      )}
      {assignment?.description && !assignment.problem && (
        <section className="sheet">
          <Markdown text={assignment.description} />
        </section>
      )}
      {assignment?.kind === "quiz" && <QuizHome course={course} page={page} session={session} />}
      {assignment?.problem && (
        <ProblemWork
          id={assignment.problem}
          closed={page.may_submit === false || over}
          exam={exam && session !== "" ? { course, assignment: id, session, lost: forget } : undefined}
        />
      )}
    </>
  );
}

function Page({ course, page, person }: { course: string; page: AssignmentPage; person: string }) {
  const { staff } = useRights(course);
  const coming = useFeedbackIsComing(course, page);
  // Only the first time: what somebody works at stays where it is.
  const seen = useRef(false);
  if (!coming) seen.current = true;
  if (!seen.current) return <Loading />;
  return (
    <div className="stack">
      <Terms page={page} />
      <Feedback course={course} page={page} />
      <Task course={course} page={page} person={person} />
      {!staff && <Requests course={course} page={page} />}
    </div>
  );
}

// An assignment of a course: when it is due and what handing in now costs, before anything is handed in; and afterwards
// what came back.
export default function AssignmentView({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const me = useMe();
  const { staff, teacher } = useRights(course);
  const query = useAssignment(course, id);
  return (
    <>
      <CourseHead course={course} title={query.data?.assignment?.title ?? ""}>
        {query.data?.grade && !staff && <GradeState state={query.data.grade.state} />}
        {teacher && (
          <Link className="button narrow" href={courseHref(course, "assignments", id, "edit")}>
            {t("course.edit.change")}
          </Link>
        )}
        {staff && query.data?.assignment?.kind !== "quiz" && (
          <Link className="button narrow" href={courseHref(course, "assignments", id, "grade")}>
            {t("course.grade")}
          </Link>
        )}
      </CourseHead>
      <Loaded query={query}>
        {(page) => (me.data ? <Page course={course} page={page} person={me.data.id} /> : <Loading />)}
      </Loaded>
    </>
  );
}
