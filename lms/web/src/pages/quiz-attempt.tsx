import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { useSaving } from "../api/autosave";
import { courseChanged, courseHref } from "../api/course";
import { useExamSession } from "../api/exam";
import { useAssignment, useMe } from "../api/queries";
import { type Answer, type Attempt, answersOf, attemptStore, submitAttempt, useAttempt } from "../api/quiz";
import { type Key, useT } from "../i18n";
import { useAct } from "../ui/act";
import { CourseHead } from "../ui/course-head";
import { Dialog } from "../ui/dialog";
import { Countdown, SavedMark } from "../ui/exam";
import { Failure, Loaded, Loading } from "../ui/parts";
import { QuizQuestion } from "../ui/quiz-question";

interface Where {
  course: string;
  id: string;
  number: string;
  session: string;
}

function readDraft(key: string): Answer[] | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Answer[] | null;
  } catch {
    return null;
  }
}

// What is answered is kept in this browser, too: until the server has it a lost connection costs nothing.
function Taking({ where, attempt, person }: { where: Where; attempt: Attempt; person: string }) {
  const { t } = useT();
  const { course, id, number, session } = where;
  const queries = useQueryClient();
  const key = `assay.draft.${person}.quiz.${course}.${id}.${number}`;
  const [answers, setAnswers] = useState<Answer[]>(() => readDraft(key) ?? answersOf(attempt.answers));
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAct();
  const value = useMemo(() => answersOf(answers), [answers]);
  const save = useSaving(attemptStore(course, id, number, session), `${key}.saved`, value, value.length === 0, setAnswers);
  useEffect(() => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // no room in this browser: the server has it
    }
  }, [key, value]);
  const questions = attempt.questions ?? [];
  const answered = new Set(value.map((one) => one.question));
  const open = questions.filter((one) => one.kind !== "code" && !answered.has(one.id ?? "")).length;
  const submit = () =>
    run(async () => {
      // What is on its way there has a version that only the server knows.
      const now = await attemptStore(course, id, number, session).load();
      await submitAttempt(course, id, number, now.version, value, session);
      localStorage.removeItem(key);
      localStorage.removeItem(`${key}.saved`);
      await courseChanged(queries, course);
    });
  const over = () => {
    // The server hands in what it has a moment after the end.
    window.setTimeout(() => void courseChanged(queries, course), 6_000);
  };
  return (
    <form
      className="stack"
      aria-label={t("quiz.title")}
      onSubmit={(event) => {
        event.preventDefault();
        setAsking(true);
      }}
    >
      <div className="row spread sticky">
        <span>{t("quiz.answered", { done: questions.length - open, count: questions.length })}</span>
        {attempt.ends_at && <Countdown until={attempt.ends_at} onEnd={over} />}
        <SavedMark save={save} />
      </div>
      {questions.map((asked, i) => (
        <QuizQuestion
          key={asked.id}
          number={i + 1}
          asked={asked}
          answer={answers.find((one) => one.question === asked.id)}
          set={(answer) => setAnswers([...answers.filter((one) => one.question !== asked.id), answer])}
        />
      ))}
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy || save.conflict}>
          {t("quiz.hand_in")}
        </button>
      </div>
      {asking && (
        <Dialog title={t("quiz.hand_in")} onClose={() => setAsking(false)}>
          <p>{open > 0 ? t("quiz.unanswered", { count: open }) : t("quiz.all_answered")}</p>
          <div className="row">
            <button
              type="button"
              className="button main"
              data-first
              disabled={busy}
              onClick={() => {
                setAsking(false);
                void submit();
              }}
            >
              {t("quiz.hand_in_now")}
            </button>
          </div>
        </Dialog>
      )}
    </form>
  );
}

function Done({ attempt }: { attempt: Attempt }) {
  const { t, time, number } = useT();
  return (
    <div className="stack">
      <section className="sheet">
        <p className="standing">
          <strong>
            {attempt.score === undefined ? "–" : number(attempt.score, 2)} / {number(attempt.max_score ?? 0, 2)}
          </strong>
          <span className="verdict calm">{t(`quiz.state.${attempt.state}` as Key)}</span>
          {attempt.submitted_at && <span className="soft small">{time(attempt.submitted_at)}</span>}
        </p>
        {!attempt.results && <p className="soft">{t("quiz.results_later")}</p>}
      </section>
      {(attempt.questions ?? []).map((asked, i) => (
        <QuizQuestion
          key={asked.id}
          number={i + 1}
          asked={asked}
          answer={attempt.answers?.find((one) => one.question === asked.id)}
        />
      ))}
    </div>
  );
}

// One attempt at a quiz: while it is answered, and what came of it.
export default function QuizAttempt({ course, id, number }: { course: string; id: string; number: string }) {
  const { t } = useT();
  const me = useMe();
  const page = useAssignment(course, id);
  const query = useAttempt(course, id, number);
  const { session } = useExamSession(me.data?.id ?? "", course, id);
  return (
    <>
      <CourseHead course={course} title={page.data?.assignment?.title ?? ""}>
        <Link className="button narrow" href={courseHref(course, "assignments", id)}>
          {t("quiz.back")}
        </Link>
        <span className="soft">{t("quiz.attempt", { count: Number(number) })}</span>
      </CourseHead>
      <Loaded query={query}>
        {(attempt) =>
          attempt.state !== "open" ? (
            <Done attempt={attempt} />
          ) : me.data ? (
            <Taking where={{ course, id, number, session }} attempt={attempt} person={me.data.id} />
          ) : (
            <Loading />
          )
        }
      </Loaded>
    </>
  );
}
