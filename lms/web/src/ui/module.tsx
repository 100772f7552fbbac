import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { courseHref } from "../api/course";
import { useT } from "../i18n";
import { GradeState } from "./grade-state";
import { Markdown } from "./markdown";

export type CourseModule = Schemas["CourseModule"];
export type ModuleItem = Schemas["ModuleItem"];

export const itemHref = (course: string, item: ModuleItem): string =>
  courseHref(course, item.kind === "page" ? "pages" : "assignments", item.id ?? "");

function Item(props: { course: string; item: ModuleItem; student: boolean; children?: ReactNode }) {
  const { t, time } = useT();
  const { course, item, student } = props;
  const assignment = item.kind !== "page";
  return (
    <li>
      <span className="kind" aria-hidden="true">
        {assignment ? "✎" : "¶"}
      </span>
      <span className="what">
        <Link href={itemHref(course, item)}>{item.title}</Link>
        {!item.published && <span className="verdict">{t("course.draft")}</span>}
        {assignment && (
          <span className="small soft">
            {[
              t("course.points", { count: item.points ?? 0 }),
              item.due ? t("assignment.due", { when: time(item.due) }) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        )}
      </span>
      {assignment && student && <GradeState state={item.state} />}
      {props.children}
    </li>
  );
}

// Why a module is closed to those who learn; for its staff, why it would be.
function WhyClosed({ module, student }: { module: CourseModule; student: boolean }) {
  const { t, time, number } = useT();
  const later = module.opens !== undefined && Date.parse(module.opens) > Date.now();
  const first = module.missing ?? [];
  if (student ? module.open : !later && first.length === 0) return null;
  return (
    <div className="notice">
      {!student && <p className="small soft">{t("modules.for_students")}</p>}
      {later && <p>{t("course.opens", { when: time(module.opens ?? 0) })}</p>}
      {first.map((one) => (
        <p key={one.assignment}>
          {one.percent
            ? t("course.before_percent", { title: one.title ?? "", percent: number(one.percent) })
            : t("course.before", { title: one.title ?? "" })}
        </p>
      ))}
    </div>
  );
}

// A part of a course: what it is about, what is in it, and why it is closed where it is. `tools` stand beside its title,
// `itemTools` beside each item.
export function Module(props: {
  course: string;
  module: CourseModule;
  student: boolean;
  tools?: ReactNode;
  itemTools?: (item: ModuleItem) => ReactNode;
}) {
  const { t } = useT();
  const { course, module, student } = props;
  const items = module.items ?? [];
  return (
    <section className="sheet" aria-label={module.title}>
      <div className="row spread">
        <h2>
          {module.title} {!module.published && <span className="verdict warn">{t("course.draft")}</span>}
        </h2>
        {props.tools}
      </div>
      {module.description && <Markdown text={module.description} />}
      <WhyClosed module={module} student={student} />
      {items.length > 0 && (
        <ul className="items">
          {items.map((item) => (
            <Item key={`${item.kind} ${item.id}`} course={course} item={item} student={student}>
              {props.itemTools?.(item)}
            </Item>
          ))}
        </ul>
      )}
      {items.length === 0 && !student && <p className="soft">{t("modules.empty")}</p>}
    </section>
  );
}
