import { type KeyboardEvent, type MouseEvent, type ReactNode, memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation, useRouter } from "wouter";
import { type BookStudent, type Gradebook, courseHref } from "../api/course";
import { type Key, useT } from "../i18n";

export type ColumnKey = "name" | "total" | `category:${number}` | `assignment:${number}`;
export interface Order {
  column: ColumnKey;
  down: boolean;
}

const kRow = 36; // pixels, as the styles say
const kColumn = 124; // every column but the first
const kAround = 6; // rows and columns that are drawn beside those that are seen
const kStep = 4; // the drawn part moves by so many

const place = (column: ColumnKey): number => Number(column.split(":")[1] ?? 0);

// What a column sorts by; nothing sorts last.
export function valueOf(student: BookStudent, column: ColumnKey): number | string | null {
  if (column === "name") return student.name || student.person;
  if (column === "total") return student.percent ?? null;
  return (column.startsWith("category") ? student.categories : student.points)[place(column)] ?? null;
}

interface Range {
  first: number;
  last: number; // not drawn any more
}
const rangeOf = (from: number, room: number, size: number, count: number): Range => ({
  first: Math.max(0, Math.floor((Math.floor(from / size) - kAround) / kStep) * kStep),
  last: Math.min(count, Math.ceil((from + room) / size / kStep) * kStep + kAround),
});

// The rows and columns that are seen, and some around them. The first column is always drawn and not counted.
function useWindow(rows: number, columns: number) {
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ rows: { first: 0, last: 40 }, columns: { first: 0, last: 12 } });
  const measure = useRef(() => {});
  measure.current = () => {
    if (box.current === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = box.current;
    const next = {
      rows: rangeOf(scrollTop, clientHeight, kRow, rows),
      columns: rangeOf(scrollLeft, clientWidth, kColumn, columns),
    };
    setRange((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
  };
  useLayoutEffect(() => measure.current(), [rows, columns]);
  useEffect(() => {
    const here = box.current;
    if (here === null) return undefined;
    const draw = () => measure.current();
    const observer = new ResizeObserver(draw);
    observer.observe(here);
    here.addEventListener("scroll", draw, { passive: true });
    return () => {
      observer.disconnect();
      here.removeEventListener("scroll", draw);
    };
  }, []);
  const within = ({ first, last }: Range, count: number) => ({ first: Math.min(first, count), last: Math.min(last, count) });
  return { box, rows: within(range.rows, rows), columns: within(range.columns, columns) };
}

const kStates = ["open", "missing", "pending", "needs_grading", "graded", "excused"];
const kMarks: Record<string, string> = { missing: "!", needs_grading: "✎", pending: "…", excused: "EX" };

interface CellTexts {
  number: (value: number, digits?: number) => string;
  said: Record<string, string>; // a state, and "dropped", in words
}

// In place of columns that are not drawn.
const Gap = ({ columns }: { columns: number }) =>
  columns > 0 ? <td className="gap" colSpan={columns} aria-hidden="true" /> : null;

const Row = memo(function Row(props: {
  row: number; // in the order that is shown
  student: BookStudent;
  columns: ColumnKey[];
  first: number; // of the columns that are drawn beside the name
  last: number;
  book: Gradebook;
  base: string; // of the course's addresses
  active: number; // the column whose cell Tab reaches; -1: none here
  texts: CellTexts;
}) {
  const { row, student, columns, first, last, book, base, active, texts } = props;
  const { number, said } = texts;
  const dropped = new Set(student.dropped);
  const name = student.name || student.person;
  const cell = (column: ColumnKey): ReactNode => {
    if (column === "total") return student.percent === undefined ? "" : `${number(student.percent)} % ${student.letter ?? ""}`;
    if (column.startsWith("category")) {
      const value = student.categories[place(column)];
      return value === null || value === undefined ? "" : `${number(value)} %`;
    }
    const i = place(column);
    const points = student.points[i];
    const state = student.states[i] ?? "";
    const mark = kMarks[state];
    const none = points === null || points === undefined;
    const words = [mark || none ? said[state] : "", dropped.has(i) ? said.dropped : ""].filter(Boolean).join(", ");
    return (
      <>
        {none ? "" : dropped.has(i) ? <s>{number(points, 2)}</s> : number(points, 2)}
        {mark && (
          <span className="mark" aria-hidden="true">
            {mark}
          </span>
        )}
        {words && <span className="hidden">{words}</span>}
      </>
    );
  };
  return (
    <tr aria-rowindex={row + 2}>
      <th scope="row" aria-colindex={1}>
        <a
          tabIndex={active === 0 ? 0 : -1}
          data-row={row}
          data-column={0}
          href={`${base}/gradebook/${encodeURIComponent(student.person)}`}
        >
          {name}
        </a>
      </th>
      <Gap columns={first} />
      {columns.slice(first + 1, last + 1).map((column, k) => {
        const i = first + 1 + k;
        const tab = { tabIndex: active === i ? 0 : -1, "data-row": row, "data-column": i };
        if (!column.startsWith("assignment"))
          return (
            <td key={column} className="num" aria-colindex={i + 1} {...tab}>
              {cell(column)}
            </td>
          );
        const assignment = book.assignments[place(column)];
        return (
          <td key={column} className={`num ${student.states[place(column)] ?? ""}`} aria-colindex={i + 1}>
            <a
              {...tab}
              href={`${base}/assignments/${assignment?.id ?? ""}/grade?person=${encodeURIComponent(student.person)}`}
            >
              {cell(column)}
            </a>
          </td>
        );
      })}
      <Gap columns={columns.length - 1 - last} />
    </tr>
  );
});

// The whole class. Only the rows that are seen are drawn; the Tab key stops here once, and arrows go from cell to cell.
export function GradebookTable(props: {
  course: string;
  book: Gradebook;
  students: BookStudent[];
  columns: ColumnKey[];
  order: Order;
  setOrder: (order: Order) => void;
}) {
  const { t, number } = useT();
  const { book, students, columns, order } = props;
  const router = useRouter();
  const [, navigate] = useLocation();
  const drawn = useWindow(students.length, columns.length - 1);
  const { box } = drawn;
  const { first, last } = drawn.rows;
  const [at, setAt] = useState({ row: -1, column: 0 }); // -1: the head
  const wanted = useRef<{ row: number; column: number } | null>(null); // on its way there
  // What Tab reaches is always there: where its row or its column is not drawn, one that is.
  const active = {
    row: at.row >= 0 && (at.row < first || at.row >= last) ? first : at.row,
    column: at.column > 0 && (at.column <= drawn.columns.first || at.column > drawn.columns.last) ? 0 : at.column,
  };
  const texts: CellTexts = {
    number,
    said: {
      ...Object.fromEntries(kStates.map((one) => [one, t(`course.state.${one}` as Key)])),
      dropped: t("course.dropped"),
    },
  };
  const kept = useRef(texts);
  if (kept.current.said.dropped !== texts.said.dropped) kept.current = texts;
  useEffect(() => {
    if (wanted.current === null) return;
    const { row, column } = wanted.current;
    const found = box.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    if (!found) return;
    wanted.current = null;
    found.focus({ preventScroll: true });
  });
  const go = (row: number, column: number) => {
    const next = {
      row: Math.max(-1, Math.min(students.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    wanted.current = next;
    setAt(next);
    const here = box.current;
    const head = here?.querySelector("thead th");
    if (!here || !head) return;
    if (next.row >= 0) {
      const top = next.row * kRow;
      const room = here.clientHeight - head.clientHeight - kRow;
      here.scrollTop = Math.min(top, Math.max(here.scrollTop, top - room));
    }
    if (next.column > 0) {
      const left = (next.column - 1) * kColumn;
      const room = here.clientWidth - head.clientWidth - kColumn;
      here.scrollLeft = Math.min(left, Math.max(here.scrollLeft, left - room));
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const { row, column } = event.target.dataset;
    if (row === undefined || column === undefined) return;
    // Keys may come faster than what they lead to is drawn.
    const { row: r, column: c } = wanted.current ?? { row: Number(row), column: Number(column) };
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / kRow) - 2);
    const to: Record<string, [number, number]> = {
      ArrowDown: [r + 1, c],
      ArrowUp: [r - 1, c],
      ArrowRight: [r, c + 1],
      ArrowLeft: [r, c - 1],
      PageDown: [r + page, c],
      PageUp: [Math.max(0, r - page), c],
      Home: event.ctrlKey ? [0, 0] : [r, 0],
      End: event.ctrlKey ? [students.length - 1, columns.length - 1] : [r, columns.length - 1],
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(...next);
  };
  // Links go through the app, without a listener each.
  const click = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null) return;
    event.preventDefault();
    navigate((link.getAttribute("href") ?? "").slice(router.base.length));
  };
  const titleOf = (column: ColumnKey): { title: string; under: string } => {
    if (column === "name") return { title: t("book.student"), under: t("book.count", { count: students.length }) };
    if (column === "total") return { title: t("book.total"), under: "" };
    if (column.startsWith("category")) {
      const of = book.scheme.categories?.[place(column)];
      return { title: of?.name ?? "", under: of?.weight ? `${number(of.weight)} %` : "" };
    }
    const of = book.assignments[place(column)];
    const held = of?.grades_published === false ? ` · ${t("course.held_short")}` : "";
    return { title: of?.title ?? "", under: `/ ${number(of?.points ?? 0, 2)}${held}` };
  };
  const base = router.base + courseHref(props.course);
  const headOf = (column: ColumnKey, i: number) => {
    const { title, under } = titleOf(column);
    const sorted = order.column === column ? (order.down ? "descending" : "ascending") : undefined;
    return (
      <th key={column} scope="col" aria-colindex={i + 1} aria-sort={sorted}>
        <button
          data-row={-1}
          data-column={i}
          tabIndex={active.row === -1 && active.column === i ? 0 : -1}
          title={title}
          onClick={() => props.setOrder({ column, down: sorted === undefined ? column !== "name" : !order.down })}
        >
          <span className="book-title">{title}</span>
          <span className="book-under">
            {under}
            {sorted && <span aria-hidden="true">{order.down ? " ▾" : " ▴"}</span>}
          </span>
        </button>
      </th>
    );
  };
  return (
    <div
      ref={box}
      className="book scroll"
      role="region"
      aria-label={t("course.gradebook")}
      onKeyDown={keys}
      onClick={click}
      onFocus={(event) => {
        const { row, column } = event.target.dataset;
        if (row !== undefined && column !== undefined) setAt({ row: Number(row), column: Number(column) });
      }}
    >
      <table role="grid" aria-rowcount={students.length + 1} aria-colcount={columns.length}>
        <colgroup>
          <col className="book-name" />
          <col span={columns.length - 1} className="book-column" />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {headOf("name", 0)}
            <Gap columns={drawn.columns.first} />
            {columns
              .slice(drawn.columns.first + 1, drawn.columns.last + 1)
              .map((column, k) => headOf(column, drawn.columns.first + 1 + k))}
            <Gap columns={columns.length - 1 - drawn.columns.last} />
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <tr aria-hidden="true">
              <td className="gap" colSpan={columns.length} style={{ height: first * kRow }} />
            </tr>
          )}
          {students.slice(first, last).map((student, i) => (
            <Row
              key={student.person}
              row={first + i}
              student={student}
              columns={columns}
              first={drawn.columns.first}
              last={drawn.columns.last}
              book={book}
              base={base}
              active={active.row === first + i ? active.column : -1}
              texts={kept.current}
            />
          ))}
          {last < students.length && (
            <tr aria-hidden="true">
              <td className="gap" colSpan={columns.length} style={{ height: (students.length - last) * kRow }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
