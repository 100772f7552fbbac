import { Link } from "wouter";
import { courseHref, useCourseText, useRights } from "../api/course";
import { useT } from "../i18n";
import { CourseHead } from "../ui/course-head";
import { Markdown, withoutTitle } from "../ui/markdown";
import { Loaded } from "../ui/parts";

// A page of a course.
export default function CourseText({ course, id }: { course: string; id: string }) {
  const { t, time } = useT();
  const page = useCourseText(course, id);
  const { teacher } = useRights(course);
  return (
    <>
      <CourseHead course={course} title={page.data?.title ?? ""}>
        {teacher && (
          <Link className="button narrow" href={courseHref(course, "pages", id, "edit")}>
            {t("course.edit.change")}
          </Link>
        )}
        {page.data && !page.data.published && <span className="verdict warn">{t("course.draft")}</span>}
      </CourseHead>
      <Loaded query={page}>
        {(data) => (
          <article className="sheet reading">
            <Markdown text={withoutTitle(data.body ?? "", data.title ?? "")} />
            {data.updated_at && <p className="small soft">{t("course.updated", { when: time(data.updated_at) })}</p>}
          </article>
        )}
      </Loaded>
    </>
  );
}
