import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { courseHref, useCourse, useRights } from "../api/course";
import { useMe } from "../api/queries";
import { type Key, useT } from "../i18n";
import "../styles/course.css";

// What all pages of a course begin with: its name, the ways to its other pages, and the page's own title.
export function CourseHead(props: { course: string; title: string; children?: ReactNode }) {
  const { t } = useT();
  const { course } = props;
  const [location] = useLocation();
  const page = useCourse(course);
  const me = useMe();
  const { staff } = useRights(course);
  const student = me.data?.roles.some((one) => one.course === course && one.role === "student") ?? false;
  const ways: { key: Key; href: string }[] = [{ key: "course.home", href: courseHref(course) }];
  ways.push({ key: "modules.title", href: courseHref(course, "modules") });
  ways.push({ key: "talk.title", href: courseHref(course, "discussions") });
  if (student) ways.push({ key: "course.grades", href: courseHref(course, "grades") });
  if (staff) {
    ways.push({ key: "course.board", href: courseHref(course, "board") });
    ways.push({ key: "course.gradebook", href: courseHref(course, "gradebook") });
    ways.push({ key: "course.requests", href: courseHref(course, "regrades") });
  }
  const may = (action: string) => me.data?.may(action, course) ?? false;
  if (may("similarity.read")) ways.push({ key: "sim.title", href: courseHref(course, "similarity") });
  if (may("roster.read")) ways.push({ key: "people.title", href: courseHref(course, "roster") });
  if (may("problems.write")) ways.push({ key: "author.title", href: courseHref(course, "author") });
  const here = (href: string) => (href === courseHref(course) ? location === href : location.startsWith(href));
  return (
    <>
      <nav className="course-nav" aria-label={t("course.nav")}>
        {location !== courseHref(course) && (
          <span className="course-name">{page.data?.course?.title || course}</span>
        )}
        {ways.map(({ key, href }) => (
          <Link key={key} href={href} aria-current={here(href) ? "page" : undefined}>
            {t(key)}
          </Link>
        ))}
      </nav>
      <div className="head">
        <h1>{props.title}</h1>
        {props.children}
      </div>
    </>
  );
}
