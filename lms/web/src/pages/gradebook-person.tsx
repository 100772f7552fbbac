import { Link } from "wouter";
import { courseHref, useGradebook } from "../api/course";
import { useT } from "../i18n";
import { CourseHead } from "../ui/course-head";
import { GradeState } from "../ui/grade-state";
import { Loaded } from "../ui/parts";
import { Table, num } from "../ui/table";

// One student's row of the gradebook, and from there to what was handed in.
export default function GradebookPerson({ course, person }: { course: string; person: string }) {
  const { t, number } = useT();
  const query = useGradebook(course);
  const student = query.data?.students.find((one) => one.person === person);
  return (
    <>
      <CourseHead course={course} title={student?.name || person}>
        <span className="soft">{[student?.email, student?.sections].filter(Boolean).join(" · ")}</span>
        {student?.percent !== undefined && (
          <strong>
            {number(student.percent)} % {student.letter}
          </strong>
        )}
      </CourseHead>
      <p>
        <Link href={courseHref(course, "gradebook")}>{t("book.back")}</Link>
      </p>
      <Loaded query={query}>
        {(book) =>
          student === undefined ? (
            <p className="soft">{t("book.no_student")}</p>
          ) : (
            <section className="sheet">
              <Table
                label={t("course.grades")}
                heads={[t("problems.problem"), t("course.category"), t("machines.state"), num(t("test.points")), num("%")]}
              >
                {book.assignments.map((one, i) => {
                  const points = student.points[i] ?? null;
                  return (
                    <tr key={one.id} className="pick">
                      <td>
                        <Link
                          href={`${courseHref(course, "assignments", one.id, "grade")}?person=${encodeURIComponent(person)}`}
                        >
                          {one.title}
                        </Link>
                      </td>
                      <td className="soft">{one.category}</td>
                      <td>
                        <GradeState state={student.states[i]} />{" "}
                        {student.dropped.includes(i) && <span className="verdict calm">{t("course.dropped")}</span>}
                      </td>
                      <td className="num">
                        {points === null ? "–" : number(points, 2)} / {number(one.points, 2)}
                      </td>
                      <td className="num soft">
                        {points === null || one.points <= 0 ? "" : number((100 * points) / one.points, 0)}
                      </td>
                    </tr>
                  );
                })}
              </Table>
            </section>
          )
        }
      </Loaded>
    </>
  );
}
