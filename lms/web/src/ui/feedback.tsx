import { useRemarks } from "../api/course";
import type { AssignmentPage, Remark } from "../api/course";
import { placeRemarks } from "../api/remarks";
import { type Annotation, type SourceFile, useSource } from "../api/report";
import { useT } from "../i18n";
import { useLateness } from "./grade-state";
import { Loaded } from "./parts";
import { Source } from "./source";
import "../styles/course.css";
import { Table, num } from "./table";

// What was handed in, with the remarks of people at their lines; what has no line any more stands above.
export function RemarkedSource(props: {
  files: SourceFile[];
  remarks: Remark[];
  submission: string;
  annotations?: Annotation[]; // of the tests
}) {
  const { t } = useT();
  const { placed, lost } = placeRemarks(props.remarks, props.files, props.submission);
  return (
    <>
      {lost.length > 0 && (
        <div className="notice">
          <p>{t("course.remarks_lost")}</p>
          <ul>
            {lost.map((one) => (
              <li key={one.id}>
                <span className="mono">{one.anchor?.trim()}</span>: {one.body}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Source
        files={props.files}
        annotations={[
          ...(props.annotations ?? []),
          ...placed.map(({ remark, path, line }) => ({
            severity: "remark",
            file: path,
            line,
            message: [remark.body, remark.by ? `— ${remark.by}` : ""].filter(Boolean).join(" "),
          })),
        ]}
      />
    </>
  );
}

function Marks({ page }: { page: AssignmentPage }) {
  const { t, number } = useT();
  const marks = new Map((page.marks ?? []).map((one) => [one.criterion, one]));
  const rubric = page.assignment?.rubric ?? [];
  if (rubric.length === 0) return null;
  return (
    <Table label={t("grading.rubric")} heads={[t("grading.criterion"), num(t("test.points")), t("test.says")]}>
      {rubric.map((one) => {
        const mark = marks.get(one.id);
        return (
          <tr key={one.id}>
            <td>
              {one.name || one.id}
              {one.description && <div className="small soft">{one.description}</div>}
            </td>
            <td className="num">
              {mark ? number(mark.points ?? 0, 2) : "–"} / {number(one.points ?? 0, 2)}
            </td>
            <td>{mark?.comment}</td>
          </tr>
        );
      })}
    </Table>
  );
}

function useCode(course: string, submission: string) {
  const remarks = useRemarks(course, submission);
  const source = useSource((remarks.data ?? []).length > 0 ? submission : "");
  return { remarks, source, coming: submission !== "" && (remarks.isLoading || source.isLoading) };
}

const isBack = ({ grade }: AssignmentPage): boolean =>
  (grade?.published ?? false) && (grade?.state === "graded" || grade?.state === "excused");

// Whether all of it is there: nothing is to move below it once somebody reads.
export const useFeedbackIsComing = (course: string, page: AssignmentPage): boolean =>
  useCode(course, isBack(page) ? (page.grade?.submission ?? "") : "").coming;

function Code({ course, submission }: { course: string; submission: string }) {
  const { t } = useT();
  const { remarks, source } = useCode(course, submission);
  if (!remarks.data || remarks.data.length === 0) return null;
  return (
    <>
      <h3>{t("course.remarks")}</h3>
      <Loaded query={source}>
        {(files) => <RemarkedSource files={files} remarks={remarks.data} submission={submission} />}
      </Loaded>
    </>
  );
}

// What came back: points and what they are made of, what was said of the whole and of its lines.
export function Feedback({ course, page }: { course: string; page: AssignmentPage }) {
  const { t, number } = useT();
  const lateness = useLateness();
  const { grade } = page;
  if (!grade || !isBack(page)) return null;
  const late = lateness(grade);
  return (
    <section className="sheet stack feedback" id="feedback">
      <h2>{t("course.feedback")}</h2>
      <p className="standing">
        {grade.state === "excused" ? (
          <strong>{t("course.state.excused")}</strong>
        ) : (
          <strong>
            {number(grade.points ?? 0, 2)} / {number(page.assignment?.points ?? 0, 2)}
          </strong>
        )}
        {late && <span className="soft">{late}</span>}
      </p>
      {page.comment && (
        <div className="notice good">
          <strong>{t("assignment.comment")}</strong> <span className="typed">{page.comment}</span>
        </div>
      )}
      <Marks page={page} />
      {grade.submission && <Code course={course} submission={grade.submission} />}
    </section>
  );
}
