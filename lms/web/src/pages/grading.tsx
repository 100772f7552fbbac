import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { client, take } from "../api/client";
import {
  type Grade,
  courseChanged,
  courseHref,
  courseKeys,
  publishGrades,
  useGrade,
  useGrades,
  useRights,
} from "../api/course";
import { useModeration } from "../api/moderation";
import { useMe } from "../api/queries";
import { type Key, useT } from "../i18n";
import { CourseHead } from "../ui/course-head";
import { Dialog } from "../ui/dialog";
import { type Shortcut, ShortcutHelp, useShortcuts, useShortcutsOn } from "../ui/keys";
import { Failure, Loaded } from "../ui/parts";
import { GradingWork, type WorkKeys } from "./grading-work";
import { useAct } from "../ui/act";

const kFilters = {
  all: () => true,
  mine: (grade: Grade, me: string) => grade.grader === me,
  needs: (grade: Grade) => grade.state === "needs_grading",
  handed: (grade: Grade) => (grade.submission ?? "") !== "" || (grade.attempts ?? 0) > 0,
};
type Filter = keyof typeof kFilters;

function Publish(props: {
  course: string;
  id: string;
  published: boolean;
  title: string;
  open: number; // over which graders differ
  onClose: () => void;
}) {
  const { t } = useT();
  const queries = useQueryClient();
  const { error, run } = useAct();
  const publish = () =>
    run(async () => {
      await publishGrades(props.course, props.id, !props.published, props.open > 0);
      await courseChanged(queries, props.course);
      props.onClose();
    });
  return (
    <Dialog title={t(props.published ? "course.hide" : "course.publish")} onClose={props.onClose}>
      <p>{t(props.published ? "grading.hide_explained" : "grading.publish_explained", { title: props.title })}</p>
      {!props.published && props.open > 0 && (
        <p className="notice warn">
          {t("moderation.publish_warns", { count: props.open })}{" "}
          <Link href={courseHref(props.course, "assignments", props.id, "moderation")}>{t("moderation.short")}</Link>
        </p>
      )}
      {error !== null && <Failure error={error} />}
      <button className="button main" data-first onClick={() => void publish()}>
        {t(props.published ? "course.hide" : "course.publish")}
      </button>
    </Dialog>
  );
}

// Submission after submission, with hands on the keyboard.
export default function Grading({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { teacher } = useRights(course);
  const me = useMe().data;
  const moderates = me?.may("grades.moderate", course) ?? false;
  const open = useModeration(course, id, moderates).data?.open ?? 0;
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const query = useGrades(course, id);
  const all = query.data?.grades ?? [];
  const assignment = query.data?.assignment;
  const asked = search.get("only") ?? "";
  // Where work is allocated to whoever looks, theirs comes first.
  const self = me?.id ?? "";
  const mine = all.filter((one) => kFilters.mine(one, self));
  const usual: Filter = mine.length > 0 ? "mine" : "all";
  const filter: Filter = asked in kFilters ? (asked as Filter) : usual;
  // Who was graded a moment ago stays in the row: it is made anew when the filter changes.
  const [row, setRow] = useState<{ filter: Filter; people: string[] } | null>(null);
  useEffect(() => {
    if (query.data && self !== "" && row?.filter !== filter)
      setRow({
        filter,
        people: (query.data.grades ?? []).filter((one) => kFilters[filter](one, self)).map((one) => one.person ?? ""),
      });
  }, [query.data, filter, row, self]);
  const people = row?.people ?? [];
  const named = search.get("person") ?? "";
  const first = all.find((one) => one.state === "needs_grading" && people.includes(one.person ?? ""))?.person;
  const person = named || first || people[0] || "";
  const place = people.indexOf(person);
  const detail = useGrade(course, id, person);
  const nameOf = (who: string) =>
    all.find((one) => one.person === who)?.name || t("grading.anonymous", { count: Math.max(0, people.indexOf(who)) + 1 });

  const work = useRef<WorkKeys>(null);
  const [help, setHelp] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const [keysOn, setKeysOn] = useShortcutsOn();
  const go = (next: { person?: string; only?: string }) => {
    const to = new URLSearchParams();
    const only = next.only ?? filter;
    if (only !== usual) to.set("only", only);
    if (next.person) to.set("person", next.person);
    navigate(`${courseHref(course, "assignments", id, "grade")}${to.size > 0 ? `?${to}` : ""}`, { replace: true });
  };
  const move = async (by: number) => {
    const next = people[place + by];
    if (next === undefined || (work.current && !(await work.current.save()))) return;
    go({ person: next });
  };
  // Who comes next is fetched while the one before is read.
  const after = people[place + 1] ?? "";
  useEffect(() => {
    if (after === "") return;
    void queries.prefetchQuery({
      queryKey: courseKeys.grade(course, id, after),
      queryFn: () =>
        take(
          client.GET("/v1/courses/{course}/assignments/{id}/grades/{person}", {
            params: { path: { course, id, person: after } },
          }),
        ),
    });
  }, [queries, course, id, after]);

  const held = assignment?.hold_grades ?? false;
  const published = assignment?.grades_published ?? false;
  const shortcuts: Shortcut[] = [
    { keys: ["j", "n"], shown: "j n", says: t("grading.next"), run: () => void move(1) },
    { keys: ["k", "p"], shown: "k p", says: t("grading.previous"), run: () => void move(-1) },
    ...Array.from({ length: 9 }, (_, i) => ({
      keys: [String(i + 1)],
      shown: String(i + 1),
      says: "",
      run: () => work.current?.toggle(i),
    })),
    { keys: ["+"], shown: "+", says: t("grading.key_more"), run: () => work.current?.step(0.5) },
    { keys: ["-"], shown: "-", says: t("grading.key_less"), run: () => work.current?.step(-0.5) },
    { keys: ["e"], shown: "e", says: t("grading.key_points"), run: () => work.current?.focus("points") },
    { keys: ["l"], shown: "l", says: t("grading.key_lines"), run: () => work.current?.focus("source") },
    { keys: ["c"], shown: "c", says: t("grading.key_comment"), run: () => work.current?.focus("comment") },
    { keys: ["b"], shown: "b", says: t("grading.key_bank"), run: () => work.current?.bank() },
    { keys: ["o"], shown: "o", says: t("grading.key_override"), run: () => work.current?.focus("override") },
    { keys: ["s"], shown: "s", says: t("grading.save"), run: () => void work.current?.save() },
    ...(held && teacher
      ? [{ keys: ["P"], shown: "Shift+P", says: t("grading.key_publish"), run: () => setPublishing(true) }]
      : []),
    { keys: ["?"], shown: "?", says: t("grading.keys"), run: () => setHelp(true) },
  ];
  useShortcuts(shortcuts, keysOn);
  const told = shortcuts.filter((one) => one.says !== "");

  return (
    <>
      <CourseHead course={course} title={assignment ? t("grading.title", { title: assignment.title ?? "" }) : ""}>
        {assignment && held && (
          <span className={published ? "verdict good" : "verdict"}>{t(published ? "course.published" : "course.held")}</span>
        )}
        {moderates && assignment?.kind !== "quiz" && (
          <Link className="button narrow" href={courseHref(course, "assignments", id, "moderation")}>
            {t("moderation.short")}
            {open > 0 && <span className="verdict warn">{t("moderation.open", { count: open })}</span>}
          </Link>
        )}
        {held && teacher && (
          <button className="button narrow" onClick={() => setPublishing(true)}>
            {t(published ? "course.hide" : "course.publish")}
          </button>
        )}
      </CourseHead>
      <Loaded query={query}>
        {() => (
          <div className="stack">
            <div className="row spread">
              <div className="row">
                <button className="button" disabled={place <= 0} onClick={() => void move(-1)}>
                  {t("grading.previous")}
                </button>
                <button className="button" disabled={place + 1 >= people.length} onClick={() => void move(1)}>
                  {t("grading.next")}
                </button>
                <label className="row">
                  <span className="hidden">{t("grading.student")}</span>
                  <select
                    value={person}
                    onChange={(event) => {
                      const next = event.target.value;
                      void (work.current?.save() ?? Promise.resolve(true)).then((saved) => {
                        if (saved) go({ person: next });
                      });
                    }}
                  >
                    {(people.includes(person) ? people : [person, ...people]).map((one) => (
                      <option key={one} value={one}>
                        {nameOf(one)}
                      </option>
                    ))}
                  </select>
                </label>
                <span role="status" className="row">
                  <strong className="hidden">{nameOf(person)}</strong>
                  <span className="soft">
                    {t("grading.place", { place: place + 1, total: people.length })}
                  </span>
                  {mine.length > 0 && (
                    <span className="soft">
                      {t("grading.mine_done", {
                        done: mine.filter((one) => one.state === "graded" || one.state === "excused").length,
                        total: mine.length,
                      })}
                    </span>
                  )}
                </span>
              </div>
              <label className="row">
                <span>{t("grading.show")}</span>
                <select value={filter} onChange={(event) => go({ only: event.target.value })}>
                  {Object.keys(kFilters)
                    .filter((one) => one !== "mine" || mine.length > 0)
                    .map((one) => (
                    <option key={one} value={one}>
                      {t(`grading.filter.${one}` as Key)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
            {keysOn && (
              <p className="small soft key-line">
                <span>
                  <kbd>j</kbd> <kbd>k</kbd> {t("grading.keys_move")}
                </span>
                <span>
                  <kbd>1</kbd>…<kbd>9</kbd> {t("grading.key_number")}
                </span>
                <span>
                  <kbd>l</kbd> {t("grading.key_lines")}
                </span>
                <span>
                  <kbd>s</kbd> {t("grading.save")}
                </span>
                <button className="button narrow" onClick={() => setHelp(true)}>
                  <kbd>?</kbd> {t("grading.keys_all")}
                </button>
              </p>
            )}
            {!keysOn && (
              <p>
                <button className="button narrow" onClick={() => setHelp(true)}>
                  {t("grading.keys_all")}
                </button>
              </p>
            )}
            {person === "" ? (
              <p className="soft">{t("grading.nobody")}</p>
            ) : (
              <Loaded query={detail}>
                {(data) =>
                  assignment && (
                    <GradingWork
                      key={person}
                      course={course}
                      assignment={assignment}
                      person={person}
                      detail={data}
                      keysRef={work}
                    />
                  )
                }
              </Loaded>
            )}
          </div>
        )}
      </Loaded>
      {help && (
        <ShortcutHelp
          shortcuts={told}
          more={[
            { shown: "1…9", says: t("grading.key_number") },
            { shown: "↑ ↓", says: t("grading.key_arrows") },
            { shown: "a Enter", says: t("grading.key_annotate") },
            { shown: "Ctrl+Enter", says: t("grading.key_send") },
            { shown: "Esc", says: t("grading.key_leave") },
          ]}
          on={keysOn}
          setOn={setKeysOn}
          onClose={() => setHelp(false)}
        />
      )}
      {publishing && (
        <Publish
          course={course}
          id={id}
          published={published}
          title={assignment?.title ?? ""}
          open={open}
          onClose={() => setPublishing(false)}
        />
      )}
    </>
  );
}
