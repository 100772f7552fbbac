import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { courseChanged, courseHref } from "../api/course";
import { useAssignment } from "../api/queries";
import { type Asked, type Attempt, putMarks, useAnalysis, useAttempt, useQuizChanges, useResults } from "../api/quiz";
import type { Schemas } from "../api/client";
import { type Key, useT } from "../i18n";
import { useAct } from "../ui/act";
import { CourseHead } from "../ui/course-head";
import { Markdown } from "../ui/markdown";
import { Failure, Loaded, Meter, Tile } from "../ui/parts";
import { QuizQuestion } from "../ui/quiz-question";
import { Table, num } from "../ui/table";
import { Tabs } from "../ui/tabs";
import { numberOf } from "./grading-draft";

const resultsHref = (course: string, id: string, ...rest: string[]) =>
  courseHref(course, "assignments", id, "results", ...rest);

function Everybody({ course, id }: { course: string; id: string }) {
  const { t, time, number } = useT();
  const query = useResults(course, id);
  return (
    <section className="sheet">
      <Loaded query={query}>
        {(attempts) => (
          <Table
            label={t("quiz.results")}
            heads={[t("board.person"), t("quiz.attempts"), t("machines.state"), t("quiz.handed_in"), num(t("test.points"))]}
            empty={t("quiz.nobody")}
          >
            {[...attempts]
              .sort((a, b) => Number(b.state === "to_grade") - Number(a.state === "to_grade"))
              .map((one) => (
                <tr key={`${one.person} ${one.number}`} className="pick">
                  <td>
                    {one.state === "open" ? (
                      one.name
                    ) : (
                      <Link href={resultsHref(course, id, one.person ?? "", one.number ?? "")}>{one.name}</Link>
                    )}
                  </td>
                  <td>{one.number}</td>
                  <td>
                    <span className={`verdict ${one.state === "to_grade" ? "warn" : ""}`}>
                      {t(`quiz.state.${one.state}` as Key)}
                    </span>
                  </td>
                  <td className="soft">{one.submitted_at ? time(one.submitted_at) : ""}</td>
                  <td className="num">
                    {one.score === undefined ? "–" : number(one.score, 2)} / {number(one.max_score ?? 0, 2)}
                  </td>
                </tr>
              ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

function Item({ item, place }: { item: Schemas["QuizQuestionAnalysis"]; place: number }) {
  const { t, number } = useT();
  const given = [...(item.choices ?? []), ...(item.texts ?? [])];
  return (
    <section className="sheet stack" aria-label={t("quiz.question", { count: place })}>
      <h2>
        {t("quiz.question", { count: place })} {item.title && <span className="soft">{item.title}</span>}
      </h2>
      <Markdown text={item.text ?? ""} />
      <div className="grid">
        <Tile value={`${item.answered ?? 0} / ${item.asked ?? 0}`} label={t("quiz.answers")} />
        <Tile value={item.asked ? `${number(100 * (item.difficulty ?? 0), 0)} %` : "–"} label={t("quiz.difficulty")} />
        <Tile
          value={item.discrimination === undefined ? "–" : number(item.discrimination, 2)}
          label={t("quiz.discrimination")}
        />
      </div>
      {item.discrimination !== undefined && item.discrimination < 0 && (
        <p className="notice warn">{t("quiz.look_at_key")}</p>
      )}
      {given.length > 0 && (
        <Table label={t("quiz.distribution")} heads={[t("quiz.distribution"), num(t("quiz.chosen")), { text: t("quiz.share"), hidden: true, width: "30%" }]}>
          {given.map((one, i) => (
            <tr key={one.id || i}>
              <td>
                <span className="row tight">
                  <Markdown text={one.text ?? ""} />
                  {one.correct && <span className="verdict good">{t("quiz.right")}</span>}
                </span>
              </td>
              <td className="num">{one.count ?? 0}</td>
              <td>
                <Meter
                  shares={[
                    { tone: one.correct ? "good" : "bad", count: one.count ?? 0, label: t("quiz.chosen") },
                    { tone: "", count: Math.max(0, (item.asked ?? 0) - (one.count ?? 0)), label: t("quiz.others") },
                  ]}
                />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Analysis({ course, id }: { course: string; id: string }) {
  const { t, number } = useT();
  const query = useAnalysis(course, id);
  return (
    <Loaded query={query}>
      {(data) => (
        <div className="stack">
          <section className="sheet">
            <div className="grid">
              <Tile value={String(data.attempts ?? 0)} label={t("quiz.people")} />
              <Tile value={data.attempts ? `${number(data.mean ?? 0)} %` : "–"} label={t("quiz.mean")} />
            </div>
            <p className="small soft gap-above">{t("quiz.analysis_explained")}</p>
          </section>
          {(data.questions ?? []).map((item, i) => (
            <Item key={item.question} item={item} place={i + 1} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function Changes({ course, id }: { course: string; id: string }) {
  const { t, time } = useT();
  const query = useQuizChanges(course, id);
  return (
    <section className="sheet">
      <Loaded query={query}>
        {(changes) => (
          <Table
            label={t("quiz.changes")}
            heads={[t("board.when"), t("sim.who"), t("rejudge.reason"), t("quiz.what"), num(t("quiz.regraded"))]}
            empty={t("quiz.no_changes")}
          >
            {changes.map((one) => (
              <tr key={one.version}>
                <td className="nowrap">{one.at ? time(one.at) : ""}</td>
                <td>{one.by}</td>
                <td>{one.reason}</td>
                <td className="mono small">{(one.questions ?? []).join(", ")}</td>
                <td className="num">{one.regraded ?? 0}</td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

// What came of a quiz: everybody's attempts, how the questions did, how the key changed.
export function QuizResults({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const page = useAssignment(course, id);
  const [shown, setShown] = useState<"results" | "analysis" | "changes">("results");
  return (
    <>
      <CourseHead course={course} title={page.data?.assignment?.title ?? ""}>
        <Link className="button narrow" href={courseHref(course, "assignments", id)}>
          {t("quiz.back")}
        </Link>
      </CourseHead>
      <Tabs
        label={t("quiz.results")}
        shown={shown}
        onShow={setShown}
        tabs={[
          { key: "results", title: t("quiz.results") },
          { key: "analysis", title: t("quiz.analysis") },
          { key: "changes", title: t("quiz.changes") },
        ]}
      >
        {shown === "results" && <Everybody course={course} id={id} />}
        {shown === "analysis" && <Analysis course={course} id={id} />}
        {shown === "changes" && <Changes course={course} id={id} />}
      </Tabs>
    </>
  );
}

function MarkForm({ course, id, attempt, asked }: { course: string; id: string; attempt: Attempt; asked: Asked }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const given = asked.score !== undefined && asked.score !== asked.automatic;
  const [points, setPoints] = useState(given ? String(asked.score) : "");
  const [comment, setComment] = useState(asked.comment ?? "");
  const value = numberOf(points);
  const save = () =>
    run(async () => {
      await putMarks(course, id, attempt, [
        { question: asked.id ?? "", comment, ...(value === null ? {} : { points: value }) },
      ]);
      await courseChanged(queries, course);
    });
  return (
    <div className="stack answer">
      <div className="fields">
        <label className="field">
          {t("quiz.points_by_hand")}
          <input type="text" inputMode="decimal" value={points} onChange={(event) => setPoints(event.target.value)} />
        </label>
        <label className="field">
          {t("quiz.comment")}
          <input type="text" value={comment} onChange={(event) => setComment(event.target.value)} />
        </label>
      </div>
      {error !== null && <Failure error={error} />}
      <button type="button" className="button narrow" disabled={busy} onClick={() => void save()}>
        {t("grading.save")}
        <span className="hidden">: {asked.id}</span>
      </button>
    </div>
  );
}

// Somebody's attempt, to be read and marked.
export function QuizMarking(props: { course: string; id: string; person: string; number: string }) {
  const { t, number } = useT();
  const { course, id } = props;
  const query = useAttempt(course, id, props.number, props.person);
  return (
    <>
      <CourseHead course={course} title={query.data?.name ?? ""}>
        <Link className="button narrow" href={resultsHref(course, id)}>
          {t("quiz.results")}
        </Link>
        {query.data?.score !== undefined && (
          <span className="verdict calm">
            {number(query.data.score, 2)} / {number(query.data.max_score ?? 0, 2)}
          </span>
        )}
      </CourseHead>
      <Loaded query={query}>
        {(attempt) => (
          <div className="stack">
            {(attempt.questions ?? []).map((asked, i) => (
              <QuizQuestion
                key={asked.id}
                number={i + 1}
                asked={asked}
                answer={attempt.answers?.find((one) => one.question === asked.id)}
              >
                <MarkForm course={course} id={id} attempt={attempt} asked={asked} />
              </QuizQuestion>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
