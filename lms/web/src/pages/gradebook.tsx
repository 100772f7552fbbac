import { useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { type BookStudent, type Gradebook, courseChanged, useGradebook, useRights } from "../api/course";
import { useT } from "../i18n";
import { CourseHead } from "../ui/course-head";
import { Dialog } from "../ui/dialog";
import { GradingList } from "../ui/grading-list";
import { Failure, Loaded } from "../ui/parts";
import { GradebookImport } from "./gradebook-import";
import { type ColumnKey, GradebookTable, type Order, valueOf } from "./gradebook-table";

interface Filter {
  words: string;
  section: string;
  state: string; // some cell is in it
  category: string; // of the columns
}

function matching(students: BookStudent[], filter: Filter): BookStudent[] {
  const words = filter.words.trim().toLowerCase();
  return students.filter(
    (one) =>
      (words === "" || `${one.name} ${one.email ?? ""} ${one.person}`.toLowerCase().includes(words)) &&
      (filter.section === "" || (one.sections ?? "").split(" ").includes(filter.section)) &&
      (filter.state === "" || one.states.includes(filter.state)),
  );
}

function sorted(students: BookStudent[], order: Order, language: string): BookStudent[] {
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const sign = order.down ? -1 : 1;
  return [...students].sort((a, b) => {
    const [x, y] = [valueOf(a, order.column), valueOf(b, order.column)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === "string" || typeof y === "string") return sign * compare(String(x), String(y));
    return sign * (x - y);
  });
}

// The file goes through the app, as a pasted token is no cookie that a link would carry.
async function download(course: string): Promise<void> {
  const blob = await take(
    client.GET("/v1/courses/{course}/gradebook.csv", { params: { path: { course } }, parseAs: "blob" }),
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob as unknown as Blob);
  link.download = `${course}-grades.csv`;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function Book({ course, book }: { course: string; book: Gradebook }) {
  const { t, language } = useT();
  const [filter, setFilter] = useState<Filter>({ words: "", section: "", state: "", category: "" });
  const [order, setOrder] = useState<Order>({ column: "name", down: false });
  const calm = useDeferredValue(filter);
  const students = useMemo(
    () => sorted(matching(book.students, calm), order, language),
    [book.students, calm, order, language],
  );
  const columns = useMemo<ColumnKey[]>(
    () => [
      "name",
      "total",
      ...(book.scheme.categories ?? []).map((_, i): ColumnKey => `category:${i}`),
      ...book.assignments.flatMap((one, i): ColumnKey[] =>
        calm.category === "" || one.category === calm.category ? [`assignment:${i}`] : [],
      ),
    ],
    [book, calm.category],
  );
  const sections = useMemo(
    () => [...new Set(book.students.flatMap((one) => (one.sections ?? "").split(" ").filter(Boolean)))].sort(),
    [book.students],
  );
  const categories = book.scheme.categories ?? [];
  const set = (change: Partial<Filter>) => setFilter({ ...filter, ...change });
  return (
    <>
      <div className="row filters">
        <label className="row">
          <span>{t("book.find")}</span>
          <input type="search" value={filter.words} onChange={(event) => set({ words: event.target.value })} />
        </label>
        {sections.length > 0 && (
          <label className="row">
            <span>{t("book.section")}</span>
            <select value={filter.section} onChange={(event) => set({ section: event.target.value })}>
              <option value="">{t("book.any")}</option>
              {sections.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
        <label className="row">
          <span>{t("machines.state")}</span>
          <select value={filter.state} onChange={(event) => set({ state: event.target.value })}>
            <option value="">{t("book.any")}</option>
            <option value="needs_grading">{t("course.state.needs_grading")}</option>
            <option value="missing">{t("course.state.missing")}</option>
            <option value="excused">{t("course.state.excused")}</option>
          </select>
        </label>
        {categories.length > 0 && (
          <label className="row">
            <span>{t("book.columns")}</span>
            <select value={filter.category} onChange={(event) => set({ category: event.target.value })}>
              <option value="">{t("book.all_columns")}</option>
              {categories.map((one) => (
                <option key={one.name}>{one.name}</option>
              ))}
            </select>
          </label>
        )}
        <span className="soft small" role="status">
          {t("book.shown", { count: students.length, total: book.students.length })}
        </span>
      </div>
      <GradebookTable
        course={course}
        book={book}
        students={students}
        columns={columns}
        order={order}
        setOrder={setOrder}
      />
      <p className="small soft legend">
        <span>✎ {t("course.state.needs_grading")}</span>
        <span>! {t("course.state.missing")}</span>
        <span>EX {t("course.state.excused")}</span>
        <span>
          <s>5</s> {t("course.dropped")}
        </span>
        <span>{t("book.keys")}</span>
      </p>
    </>
  );
}

// The whole class beside all assignments.
export default function GradebookView({ course }: { course: string }) {
  const { t } = useT();
  const { teacher } = useRights(course);
  const queries = useQueryClient();
  const [awaited, setAwaited] = useState<Schemas["ImportChange"]>();
  const query = useGradebook(course, awaited);
  const [dialog, setDialog] = useState<"" | "import" | "publish">("");
  const [error, setError] = useState<unknown>(null);
  return (
    <>
      <CourseHead course={course} title={t("course.gradebook")}>
        <div className="row">
          <button
            className="button narrow"
            onClick={() => {
              setError(null);
              download(course).catch(setError);
            }}
          >
            {t("book.export")}
          </button>
          {teacher && (
            <>
              <button className="button narrow" onClick={() => setDialog("import")}>
                {t("book.import")}
              </button>
              <button className="button narrow" onClick={() => setDialog("publish")}>
                {t("book.publish")}
              </button>
            </>
          )}
        </div>
      </CourseHead>
      {error !== null && <Failure error={error} />}
      <Loaded query={query}>{(book) => <Book course={course} book={book} />}</Loaded>
      {dialog === "import" && (
        <GradebookImport
          course={course}
          onApplied={(changes) => {
            setAwaited(changes.findLast((one) => one.after !== undefined));
            void courseChanged(queries, course);
          }}
          onClose={() => setDialog("")}
        />
      )}
      {dialog === "publish" && (
        <Dialog title={t("book.publish")} onClose={() => setDialog("")} wide>
          <GradingList course={course} />
        </Dialog>
      )}
    </>
  );
}
