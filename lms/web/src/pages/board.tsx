import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import { ApiError, type Event, type Submission } from "../api/client";
import { useCourseEvents } from "../api/live";
import { allSubmissions, useCoursePeople, useDashboard, useMe, useQueue } from "../api/queries";
import { useT } from "../i18n";
import { titleOf } from "../languages";
import { Ago } from "../ui/ago";
import { Bars } from "../ui/bars";
import { Failure, Loading, Meter, Tile } from "../ui/parts";
import { StateOf, toneOf } from "../ui/verdict";
import { type ProblemFigures, figuresOf } from "./board-figures";
import { Table, num } from "../ui/table";

const kMost = 5_000;

// The course's submissions, kept up to date by its events. What arrived is gathered for a quarter of a second, so that a rush of
// events draws the page four times a second and no more. Each time the line opens everything is read anew, as something may have
// been missed; what arrives meanwhile is newer than what is read, and wins.
function useCourse(course: string) {
  const [all, setAll] = useState<Map<string, Submission> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [cut, setCut] = useState(false);
  const arrived = useRef(new Map<string, Submission>());
  const loads = useRef({ number: 0, running: false });
  const load = useCallback(() => {
    setError(null);
    const number = ++loads.current.number;
    loads.current.running = true;
    allSubmissions({ course }, kMost).then(
      (list) => {
        if (number !== loads.current.number) return;
        loads.current.running = false;
        setCut(list.length >= kMost);
        setAll(new Map(list.map((one) => [one.id, one])));
      },
      (failure: unknown) => {
        if (number !== loads.current.number) return;
        loads.current.running = false;
        setError(failure);
      },
    );
  }, [course]);
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (arrived.current.size === 0 || loads.current.running) return;
      const news = arrived.current;
      arrived.current = new Map();
      setAll((before) => {
        if (before === null) return before;
        const after = new Map(before);
        for (const [id, one] of news) after.set(id, one);
        return after;
      });
    }, 250);
    return () => window.clearInterval(timer);
  }, []);
  const connection = useCourseEvents(
    course,
    (event: Event) => {
      if (event.type === "snapshot" && event.snapshot) arrived.current.set(event.snapshot.id, event.snapshot);
      if (event.type === "error") setError(new ApiError(event.status ?? 0, event.detail ?? ""));
    },
    load,
  );
  return { all, error, load, connection, cut };
}

function sharesOf(figures: ProblemFigures) {
  return [...figures.verdicts]
    .sort(([a], [b]) => (a === "AC" ? -1 : b === "AC" ? 1 : a.localeCompare(b)))
    .map(([verdict, count]) => ({ tone: toneOf(verdict) || "calm", count, label: verdict }));
}

function Queue() {
  const { t, number } = useT();
  const me = useMe();
  const queue = useQueue(me.data?.administrator ?? false);
  if (!queue.data) return null;
  const classes = queue.data.classes;
  const sum = (pick: (one: (typeof classes)[number]) => number) => classes.reduce((a, one) => a + pick(one), 0);
  const oldest = Math.max(0, ...classes.map((one) => one.oldest_waiting_seconds));
  return (
    <p className="small soft">
      {t("board.queue", {
        waiting: sum((one) => one.waiting + one.delayed),
        running: sum((one) => one.leased),
        oldest: number(oldest, 0),
      })}
    </p>
  );
}

// By the course's own figures, which look into the reports.
function FailingTests({ course }: { course: string }) {
  const { t } = useT();
  const { data } = useDashboard(course);
  if (!data || data.failing_tests.length === 0) return null;
  return (
    <section className="sheet">
      <h2>{t("board.failing")}</h2>
      <Table
        label={t("board.failing")}
        heads={[t("problems.problem"), t("test.test"), num(t("board.people")), t("board.verdicts")]}
      >
        {data.failing_tests.map((one) => (
          <tr key={`${one.assignment} ${one.test}`}>
            <td>{one.title}</td>
            <td>{one.test}</td>
            <td className="num">{t("board.students", { count: one.students })}</td>
            <td className="soft">{one.verdicts}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

export default function Board({ course }: { course: string }) {
  const { t, number } = useT();
  const { all, error, load, connection, cut } = useCourse(course);
  const people = useCoursePeople(course);
  const names = useMemo(
    () => new Map((people.data?.people ?? []).map((one) => [one.person ?? "", one.name ?? ""])),
    [people.data],
  );
  const nameOf = (id: string | undefined) => (id && names.get(id)) || (id ?? "");
  const [problem, setProblem] = useState("");
  const [person, setPerson] = useState("");
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 15_000);
    return () => window.clearInterval(timer);
  }, []);
  const calm = useDeferredValue(all);
  const figures = useMemo(() => {
    if (!calm) return null;
    const staff = new Set(
      (people.data?.people ?? []).filter((one) => one.role !== "student").map((one) => one.person ?? ""),
    );
    const students = [...calm.values()].filter((one) => one.problem && !staff.has(one.person ?? ""));
    return figuresOf(students, Math.max(now, Date.now()));
  }, [calm, now, people.data]);
  const shown = useMemo(() => {
    if (!calm) return [];
    return [...calm.values()]
      .filter((one) => (!problem || one.problem === problem) && (!person || one.person === person))
      .sort((a, b) => (a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : (a.created_at ?? "") < (b.created_at ?? "") ? 1 : -1))
      .slice(0, 60);
  }, [calm, problem, person]);

  return (
    <>
      <div className="head">
        <h1>{t("board.title", { course })}</h1>
        <span className={`live ${connection === "open" ? "on" : connection === "lost" ? "off" : ""}`} role="status">
          {t(connection === "open" ? "live.on" : connection === "lost" ? "live.lost" : "live.connecting")}
        </span>
        <Queue />
      </div>
      {error !== null && <Failure error={error} retry={load} />}
      {cut && <p className="soft small">{t("board.cut", { count: kMost })}</p>}
      {figures === null ? (
        error === null && <Loading />
      ) : (
        <>
          <div className="tiles">
            <Tile value={number(figures.submissions)} label={t("board.submissions")} />
            <Tile value={number(figures.people)} label={t("board.people")} />
            <Tile value={`${number(100 * figures.solvedShare, 0)} %`} label={t("board.solved")} />
            <Tile value={number(figures.waiting)} label={t("board.waiting")} />
            <Tile value={number(figures.stuck.length)} label={t("board.stuck_count")} />
          </div>
          <div className="grid">
            <section className="sheet">
              <h2>{t("board.scores")}</h2>
              <Bars
                title={t("board.scores")}
                bars={figures.scores.map((count, i) => ({
                  label: i === 9 ? "90+" : `${i * 10}`,
                  count,
                  tone: i === 9 ? "good" : i < 3 ? "bad" : "accent",
                }))}
              />
            </section>
            <section className="sheet">
              <h2>{t("board.verdicts")}</h2>
              <Bars
                title={t("board.verdicts")}
                bars={[...figures.verdicts]
                  .sort(([, a], [, b]) => b - a)
                  .map(([label, count]) => ({ label, count, tone: toneOf(label) || "calm" }))}
              />
            </section>
            <section className="sheet">
              <h2>{t("board.rate")}</h2>
              <Bars
                title={t("board.rate")}
                bars={figures.perMinute
                  .reduce<number[]>((bins, count, i) => {
                    bins[Math.floor(i / 3)] = (bins[Math.floor(i / 3)] ?? 0) + count;
                    return bins;
                  }, [])
                  .map((count, i) => ({ label: i === 9 ? t("board.now") : `−${(9 - i) * 3}`, count, tone: "calm" }))}
              />
            </section>
          </div>
          <section className="sheet">
            <h2>{t("board.problems")}</h2>
            <Table
              label={t("board.problems")}
              heads={[
                t("problems.problem"),
                num(t("board.people")),
                num(t("board.solved_people")),
                num(t("board.submissions")),
                num(t("board.waiting")),
                { text: t("board.verdicts"), width: "32%" },
              ]}
            >
              {figures.byProblem.map((one) => (
                <tr key={one.problem} className="pick">
                  <td>
                    <button
                      className="button bare narrow"
                      aria-pressed={problem === one.problem}
                      onClick={() => setProblem(problem === one.problem ? "" : one.problem)}
                    >
                      {one.problem || t("submission.run")}
                    </button>
                  </td>
                  <td className="num">{one.people}</td>
                  <td className="num">{one.solved}</td>
                  <td className="num">{one.submissions}</td>
                  <td className="num">{one.waiting || ""}</td>
                  <td>
                    <Meter shares={sharesOf(one)} />
                  </td>
                </tr>
              ))}
            </Table>
          </section>
          {figures.stuck.length > 0 && (
            <section className="sheet">
              <h2>{t("board.stuck")}</h2>
              <Table
                label={t("board.stuck")}
                heads={[
                  t("board.person"),
                  t("problems.problem"),
                  num(t("problem.attempts")),
                  t("test.verdict"),
                  num(t("board.when")),
                ]}
              >
                {figures.stuck.slice(0, 12).map((one) => (
                  <tr key={one.person + one.problem} className="pick">
                    <td>
                      <button
                        className="button bare narrow"
                        aria-pressed={person === one.person}
                        onClick={() => setPerson(person === one.person ? "" : one.person)}
                      >
                        {nameOf(one.person)}
                      </button>
                    </td>
                    <td>{one.problem}</td>
                    <td className="num">{t("board.tries", { count: one.tries })}</td>
                    <td>
                      <StateOf submission={one.last} />
                    </td>
                    <td className="num">
                      <Link href={`/submissions/${one.last.id}`}>
                        <Ago at={one.last.created_at} />
                      </Link>
                    </td>
                  </tr>
                ))}
              </Table>
            </section>
          )}
          <FailingTests course={course} />
          <section className="sheet">
            <div className="row spread">
              <h2>{t("board.latest")}</h2>
              {(problem || person) && (
                <button
                  className="button narrow"
                  onClick={() => {
                    setProblem("");
                    setPerson("");
                  }}
                >
                  {t("board.all", { what: [problem, nameOf(person)].filter(Boolean).join(", ") })}
                </button>
              )}
            </div>
            <Table
              label={t("board.latest")}
              heads={[
                t("board.when"),
                t("board.person"),
                t("problems.problem"),
                t("problem.language"),
                t("test.verdict"),
                num(t("test.points")),
              ]}
            >
              {shown.map((one) => (
                <tr key={one.id} className="pick">
                  <td>
                    <Link href={`/submissions/${one.id}`}>
                      <Ago at={one.created_at} />
                    </Link>
                  </td>
                  <td>{nameOf(one.person)}</td>
                  <td>{one.problem}</td>
                  <td className="soft">{titleOf(one.language ?? "")}</td>
                  <td>
                    <StateOf submission={one} />
                  </td>
                  <td className="num">{one.result ? `${number(one.result.score)} / ${number(one.result.max_score)}` : ""}</td>
                </tr>
              ))}
            </Table>
          </section>
        </>
      )}
    </>
  );
}
