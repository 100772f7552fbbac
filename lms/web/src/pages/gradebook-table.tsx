import { type KeyboardEvent, type MouseEvent, type ReactNode, memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation, useRouter } from "wouter";
import { type BookStudent, type Gradebook, courseHref } from "../api/course";
import { type Key, useT } from "../i18n";

export type ColumnKey = "name" | "total" | `category:${number}` | `assignment:${number}`;
export interface Order {
  column: ColumnKey;
  down: boolean;
}

const kRow = 36; // as the styles say
const kAround = 8; // rows that are drawn beside those that are seen
const kStep = 4; // the drawn part moves by so many rows

const place = (column: ColumnKey): number => Number(column.split(":")[1] ?? 0);

// What a column sorts by; nothing sorts last.
export function valueOf(student: BookStudent, column: ColumnKey): number | string | null {
  if (column === "name") return student.name || student.person;
  if (column === "total") return student.percent ?? null;
  return (column.startsWith("category") ? student.categories : student.points)[place(column)] ?? null;
}

// The rows that are seen, and some around them.
function useWindow(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 40 });
  const measure = useRef(() => {});
  measure.current = () => {
    if (box.current === null) return;
    const { scrollTop, clientHeight } = box.current;
    const first = Math.max(0, Math.floor((Math.floor(scrollTop / kRow) - kAround) / kStep) * kStep);
    const last = Math.min(count, Math.ceil((scrollTop + clientHeight) / kRow / kStep) * kStep + kAround);
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
  };
  useLayoutEffect(() => measure.current(), [count]);
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
  return { box, first: Math.min(range.first, count), last: Math.min(range.last, count) };
}

const kMarks: Record<string, string> = { missing: "!", needs_grading: "✎", pending: "…", excused: "EX" };

interface CellTexts {
  number: (value: number, digits?: number) => string;
  said: Record<string, string>; // a state, and "dropped", in words
}

const Row = memo(function Row(props: {
  row: number; // in the order that is shown
  student: BookStudent;
  columns: ColumnKey[];
  book: Gradebook;
  base: string; // of the course's addresses
  active: number; // the column whose cell Tab reaches; -1: none here
  texts: CellTexts;
}) {
  const { row, student, columns, book, base, active, texts } = props;
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
    const words = [said[state], dropped.has(i) ? said.dropped : ""].filter(Boolean).join(", ");
    return (
      <>
        {points === null || points === undefined ? "" : dropped.has(i) ? <s>{number(points, 2)}</s> : number(points, 2)}
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
      {columns.map((column, i) => {
        const tab = { tabIndex: active === i ? 0 : -1, "data-row": row, "data-column": i };
        if (column === "name")
          return (
            <th key={column} scope="row" aria-colindex={1}>
              <a {...tab} href={`${base}/gradebook/${encodeURIComponent(student.person)}`}>
                {name}
              </a>
            </th>
          );
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
              <span className="hidden"> </span>
            </a>
          </td>
        );
      })}
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
  const { box, first, last } = useWindow(students.length);
  const [at, setAt] = useState({ row: -1, column: 0 }); // -1: the head
  const wanted = useRef(false);
  // What Tab reaches is always there: where its row is not drawn, the first one that is.
  const active = at.row >= 0 && (at.row < first || at.row >= last) ? { row: first, column: 0 } : at;
  const texts: CellTexts = {
    number,
    said: {
      ...Object.fromEntries(Object.keys(kMarks).map((one) => [one, t(`course.state.${one}` as Key)])),
      dropped: t("course.dropped"),
    },
  };
  const kept = useRef(texts);
  if (kept.current.said.dropped !== texts.said.dropped) kept.current = texts;
  useEffect(() => {
    if (!wanted.current) return;
    const found = box.current?.querySelector<HTMLElement>(`[data-row="${at.row}"][data-column="${at.column}"]`);
    if (!found) return;
    wanted.current = false;
    found.focus({ preventScroll: true });
    found.closest("td, th")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  const go = (row: number, column: number) => {
    const next = {
      row: Math.max(-1, Math.min(students.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    wanted.current = true;
    setAt(next);
    const here = box.current;
    if (here === null || next.row < 0) return;
    const top = next.row * kRow;
    const room = here.clientHeight - 2 * kRow;
    if (top < here.scrollTop) here.scrollTop = top;
    else if (top > here.scrollTop + room - kRow) here.scrollTop = top - room + kRow;
  };
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const { row, column } = event.target.dataset;
    if (row === undefined || column === undefined) return;
    const [r, c] = [Number(row), Number(column)];
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
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, i) => {
              const { title, under } = titleOf(column);
              const sorted = order.column === column ? (order.down ? "descending" : "ascending") : undefined;
              return (
                <th key={column} scope="col" aria-colindex={i + 1} aria-sort={sorted}>
                  <button
                    data-row={-1}
                    data-column={i}
                    tabIndex={active.row === -1 && active.column === i ? 0 : -1}
                    title={title}
                    onClick={() =>
                      props.setOrder({ column, down: sorted === undefined ? column !== "name" : !order.down })
                    }
                  >
                    <span className="book-title">{title}</span>
                    <span className="book-under">
                      {under}
                      {sorted && <span aria-hidden="true">{order.down ? " ▾" : " ▴"}</span>}
                    </span>
                  </button>
                </th>
              );
            })}
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
