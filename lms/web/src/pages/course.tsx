import { Link } from "wouter";
import { courseHref, useCourse, useMyGrades, useRights } from "../api/course";
import { useCourses } from "../api/queries";
import { useT } from "../i18n";
import { Announcements } from "../ui/announcements";
import { CourseHead } from "../ui/course-head";
import { GradingList } from "../ui/grading-list";
import { Markdown } from "../ui/markdown";
import { Module } from "../ui/module";
import { Loaded } from "../ui/parts";
import { Standing } from "../ui/standing";

function Due({ course }: { course: string }) {
  const { t, time } = useT();
  const mine = useCourses();
  const due = (mine.data?.due ?? []).filter((one) => one.course === course);
  return (
    <section className="sheet">
      <h2>{t("problems.due")}</h2>
      {mine.data && due.length === 0 && <p className="soft">{t("course.nothing_due")}</p>}
      <ul className="items">
        {due.map((one) => (
          <li key={one.assignment}>
            <span className="what">
              <Link href={courseHref(course, "assignments", one.assignment ?? "")}>{one.title}</Link>
              <span className={one.overdue ? "small wrong" : "small soft"}>
                {one.overdue ? t("course.was_due", { when: time(one.due ?? 0) }) : time(one.due ?? 0)}
              </span>
              {one.overdue && one.late && <span className="small soft">{one.late}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OwnGrades({ course }: { course: string }) {
  const { t } = useT();
  const grades = useMyGrades(course);
  return (
    <section className="sheet">
      <h2>{t("course.grades")}</h2>
      <Loaded query={grades}>{(data) => <Standing grades={data} />}</Loaded>
      <Link className="button narrow" href={courseHref(course, "grades")}>
        {t("course.all_grades")}
      </Link>
    </section>
  );
}

// What a course opens with. Staff see what waits for them, students what waits for them.
export default function CourseHome({ course }: { course: string }) {
  const { t } = useT();
  const page = useCourse(course);
  const { staff, teacher } = useRights(course);
  return (
    <>
      <CourseHead course={course} title={page.data?.course?.title || course}>
        <span className="soft">{page.data?.course?.term}</span>
        {page.data?.course?.archived && <span className="verdict">{t("course.archived")}</span>}
        {page.data && !page.data.course?.published && <span className="verdict warn">{t("course.draft")}</span>}
      </CourseHead>
      <Loaded query={page}>
        {(data) => {
          const student = data.role === "student";
          return (
            <div className={student ? "course-columns" : "stack"}>
              {student && (
                <aside className="stack" aria-label={t("course.yours")}>
                  <Due course={course} />
                  <OwnGrades course={course} />
                </aside>
              )}
              <div className="stack">
                {data.course?.description && (
                  <section className="sheet">
                    <Markdown text={data.course.description} />
                  </section>
                )}
                {staff && (
                  <section className="sheet">
                    <h2>{t("course.grading")}</h2>
                    <GradingList course={course} />
                    {teacher && (
                      <div className="row">
                        <Link className="button narrow" href={courseHref(course, "new-assignment")}>
                          {t("course.edit.new")}
                        </Link>
                        <Link className="button narrow" href={courseHref(course, "new-page")}>
                          {t("course.edit.new_page")}
                        </Link>
                      </div>
                    )}
                  </section>
                )}
                <Announcements course={course} latest={data.announcements ?? []} />
                {(data.modules ?? []).map((module) => (
                  <Module key={module.id} course={course} module={module} student={student} />
                ))}
              </div>
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
