import type { StudentGrades } from "../api/course";
import { useT } from "../i18n";
import { Table, num } from "./table";

// The total, and what it is made of.
export function Standing({ grades }: { grades: StudentGrades }) {
  const { t, number } = useT();
  const categories = grades.categories ?? [];
  return (
    <>
      <p className="standing">
        <strong>{grades.percent === undefined ? "–" : `${number(grades.percent)} %`}</strong>
        {grades.percent !== undefined && grades.letter && <strong>{grades.letter}</strong>}
        <span className="soft small">
          {grades.percent === undefined ? t("course.nothing_counts") : t("course.of_what_counts")}
        </span>
      </p>
      {categories.length > 0 && (
        <Table label={t("course.grades")} heads={[t("course.category"), num(t("course.weight")), num(t("course.reached"))]}>
          {categories.map((one) => (
            <tr key={one.name}>
              <td>{one.name}</td>
              <td className="num soft">{number(one.weight ?? 0)} %</td>
              <td className="num">{one.percent === undefined ? "–" : `${number(one.percent)} %`}</td>
            </tr>
          ))}
        </Table>
      )}
      <p className="soft small">{t("course.late_days_left", { count: grades.late_days_left ?? 0 })}</p>
    </>
  );
}
