import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { courseChanged, courseHref } from "../api/course";
import { useAssignment, useProblems } from "../api/queries";
import { type Choice, type Question, type Quiz, exportQuiz, importQuiz, kinds, previewQuiz, putQuiz, useQuiz } from "../api/quiz";
import { type Key, useT } from "../i18n";
import { useAct } from "../ui/act";
import { Check } from "../ui/check";
import { CourseHead } from "../ui/course-head";
import { Dialog } from "../ui/dialog";
import { DropFile } from "../ui/drop-file";
import { Markdown } from "../ui/markdown";
import { Failure, Loaded } from "../ui/parts";
import { QuizQuestion } from "../ui/quiz-question";
import { Table, num } from "../ui/table";

type Set<T> = (change: Partial<T>) => void;

function Field(props: { label: string; value: string; set: (value: string) => void; rows?: number; number?: boolean }) {
  const { label, value, set, rows } = props;
  return (
    <label className="field">
      {label}
      {rows ? (
        <textarea rows={rows} value={value} onChange={(event) => set(event.target.value)} />
      ) : (
        <input
          type={props.number ? "number" : "text"}
          step={props.number ? "any" : undefined}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </label>
  );
}

function Select(props: { label: string; value: string; set: (value: string) => void; options: [string, string][] }) {
  return (
    <label className="field">
      {props.label}
      <select value={props.value} onChange={(event) => props.set(event.target.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const swapped = <T,>(list: T[], at: number, step: number): T[] => {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(at + step, 0, one);
  return next;
};
const changed = <T,>(list: T[], at: number, change: Partial<T>): T[] =>
  list.map((one, i) => (i === at ? { ...one, ...change } : one));

function Choices({ question, set }: { question: Question; set: Set<Question> }) {
  const { t } = useT();
  const choices = question.choices ?? [];
  const put = (at: number, change: Partial<Choice>) => {
    const single = question.kind === "single" && change.correct === true;
    const others = single ? choices.map((one) => ({ ...one, correct: false })) : choices;
    set({ choices: changed(others, at, change) });
  };
  return (
    <div className="stack">
      {choices.map((choice, i) => (
        <fieldset key={i} className="stack">
          <legend>{t("quiz.choice", { count: i + 1 })}</legend>
          <div className="fields">
            <Field label={t("quiz.choice_text")} value={choice.text ?? ""} set={(text) => put(i, { text })} />
            <Field label={t("quiz.choice_feedback")} value={choice.feedback ?? ""} set={(feedback) => put(i, { feedback })} />
            {question.partial === "points" && (
              <Field
                number
                label={t("test.points")}
                value={String(choice.points ?? 0)}
                set={(points) => put(i, { points: Number(points) })}
              />
            )}
          </div>
          <div className="row">
            <Check label={t("quiz.is_right")} value={choice.correct} set={(correct) => put(i, { correct })} />
            <button
              type="button"
              className="button narrow bare"
              onClick={() => set({ choices: choices.filter((_, k) => k !== i) })}
            >
              {t("grading.remove")}
              <span className="hidden">: {t("quiz.choice", { count: i + 1 })}</span>
            </button>
          </div>
        </fieldset>
      ))}
      <div className="row">
        <button type="button" className="button narrow" onClick={() => set({ choices: [...choices, { text: "", correct: false }] })}>
          {t("quiz.add_choice")}
        </button>
        <Select
          label={t("quiz.partial")}
          value={question.partial || "none"}
          set={(partial) => set({ partial })}
          options={(["none", "share", "points"] as const)
            .filter((one) => question.kind === "multiple" || one !== "share")
            .map((one) => [one, t(`quiz.partial.${one}` as Key)])}
        />
        <Check label={t("quiz.keep_order")} value={question.keep_order} set={(keep_order) => set({ keep_order })} />
      </div>
    </div>
  );
}

function Accepted({ question, set }: { question: Question; set: Set<Question> }) {
  const { t } = useT();
  const accepted = question.accepted ?? [];
  return (
    <div className="stack">
      {accepted.map((one, i) => (
        <div key={i} className="fields">
          <Field
            label={t("quiz.accepted", { count: i + 1 })}
            value={one.text ?? ""}
            set={(text) => set({ accepted: changed(accepted, i, { text }) })}
          />
          <Select
            label={t("quiz.match")}
            value={one.match || "exact"}
            set={(match) => set({ accepted: changed(accepted, i, { match }) })}
            options={(["exact", "ignore_case", "regex"] as const).map((each) => [each, t(`quiz.match.${each}` as Key)])}
          />
          <button
            type="button"
            className="button narrow"
            onClick={() => set({ accepted: accepted.filter((_, k) => k !== i) })}
          >
            {t("grading.remove")}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button narrow"
        onClick={() => set({ accepted: [...accepted, { text: "", match: "ignore_case" }] })}
      >
        {t("quiz.add_accepted")}
      </button>
    </div>
  );
}

function KeyOf({ course, question, set }: { course: string; question: Question; set: Set<Question> }) {
  const { t } = useT();
  const problems = useProblems(course);
  switch (question.kind) {
    case "single":
    case "multiple":
      return <Choices question={question} set={set} />;
    case "text":
      return <Accepted question={question} set={set} />;
    case "number":
      return (
        <div className="fields">
          <Field number label={t("quiz.number")} value={String(question.number ?? 0)} set={(value) => set({ number: Number(value) })} />
          <Field
            number
            label={t("quiz.tolerance")}
            value={String(question.tolerance ?? 0)}
            set={(value) => set({ tolerance: Number(value) })}
          />
          <Field
            number
            label={t("quiz.relative_tolerance")}
            value={String(question.relative_tolerance ?? 0)}
            set={(value) => set({ relative_tolerance: Number(value) })}
          />
        </div>
      );
    case "code":
      return (
        <Select
          label={t("problems.problem")}
          value={question.problem ?? ""}
          set={(problem) => set({ problem })}
          options={[["", "–"], ...(problems.data?.problems ?? []).map((one): [string, string] => [one.id, one.title || one.id])]}
        />
      );
    default:
      return <p className="soft">{t("quiz.essay_explained")}</p>;
  }
}

const kNew: Question = { kind: "single", text: "", points: 1, choices: [{ text: "", correct: true }, { text: "" }] };

function EditQuestion(props: {
  course: string;
  question: Question;
  at: number;
  of: number;
  pools: string[];
  set: Set<Question>;
  move: (step: number) => void;
  remove: () => void;
}) {
  const { t } = useT();
  const { question, at, set } = props;
  const name = t("quiz.question", { count: at + 1 });
  return (
    <fieldset className="sheet stack question">
      <legend>
        <strong>{name}</strong>
      </legend>
      <div className="row">
        {[-1, 1].map((step) => (
          <button
            key={step}
            type="button"
            className="button narrow"
            disabled={at + step < 0 || at + step >= props.of}
            onClick={() => props.move(step)}
          >
            <span aria-hidden="true">{step < 0 ? "↑" : "↓"}</span>
            <span className="hidden">{t(step < 0 ? "modules.up" : "modules.down", { name })}</span>
          </button>
        ))}
        <button type="button" className="button narrow bare" onClick={props.remove}>
          {t("grading.remove")}
          <span className="hidden">: {name}</span>
        </button>
      </div>
      <Field rows={3} label={t("quiz.text")} value={question.text ?? ""} set={(text) => set({ text })} />
      <div className="fields">
        <Select
          label={t("quiz.kind")}
          value={question.kind ?? "single"}
          set={(kind) => set({ kind, ...(kind === "single" || kind === "multiple" ? {} : { choices: [], partial: "" }) })}
          options={kinds.map((one) => [one, t(`quiz.kind.${one}` as Key)])}
        />
        <Field number label={t("test.points")} value={String(question.points ?? 0)} set={(points) => set({ points: Number(points) })} />
        {props.pools.length > 0 && (
          <Select
            label={t("quiz.pool")}
            value={question.pool ?? ""}
            set={(pool) => set({ pool })}
            options={[["", t("course.edit.none")], ...props.pools.map((one): [string, string] => [one, one])]}
          />
        )}
      </div>
      <KeyOf course={props.course} question={question} set={set} />
      <Field rows={2} label={t("quiz.general_feedback")} value={question.feedback ?? ""} set={(feedback) => set({ feedback })} />
    </fieldset>
  );
}

function Pools({ value, set }: { value: Quiz; set: Set<Quiz> }) {
  const { t } = useT();
  const pools = value.pools ?? [];
  const rename = (at: number, name: string) => {
    const before = pools[at]?.name;
    set({
      pools: changed(pools, at, { name }),
      questions: (value.questions ?? []).map((one) => (one.pool && one.pool === before ? { ...one, pool: name } : one)),
    });
  };
  return (
    <fieldset className="stack">
      <legend>{t("quiz.pools")}</legend>
      {pools.map((pool, i) => (
        <div key={i} className="fields">
          <Field label={t("tokens.name")} value={pool.name ?? ""} set={(name) => rename(i, name)} />
          <Field
            number
            label={t("quiz.draw")}
            value={String(pool.draw ?? 1)}
            set={(draw) => set({ pools: changed(pools, i, { draw: Number(draw) }) })}
          />
          <button
            type="button"
            className="button narrow"
            onClick={() =>
              set({
                pools: pools.filter((_, k) => k !== i),
                questions: (value.questions ?? []).map((one) => (one.pool === pool.name ? { ...one, pool: "" } : one)),
              })
            }
          >
            {t("grading.remove")}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button narrow"
        onClick={() => set({ pools: [...pools, { name: t("quiz.pool_name", { count: pools.length + 1 }), draw: 1 }] })}
      >
        {t("quiz.add_pool")}
      </button>
    </fieldset>
  );
}

function Settings({ value, set }: { value: Quiz; set: Set<Quiz> }) {
  const { t } = useT();
  return (
    <section className="sheet stack">
      <h2>{t("quiz.settings")}</h2>
      <div className="fields">
        <Field
          number
          label={t("quiz.time_limit")}
          value={String(value.minutes ?? 0)}
          set={(minutes) => set({ minutes: Number(minutes) })}
        />
        <Select
          label={t("quiz.show_results")}
          value={value.feedback || "due"}
          set={(feedback) => set({ feedback })}
          options={(["immediately", "due", "published"] as const).map((one) => [one, t(`quiz.feedback.${one}` as Key)])}
        />
      </div>
      <Check label={t("quiz.show_key")} value={value.show_key} set={(show_key) => set({ show_key })} />
      <Check
        label={t("quiz.shuffle_questions")}
        value={value.shuffle_questions}
        set={(shuffle_questions) => set({ shuffle_questions })}
      />
      <Check label={t("quiz.shuffle_choices")} value={value.shuffle_choices} set={(shuffle_choices) => set({ shuffle_choices })} />
      <Pools value={value} set={set} />
    </section>
  );
}

function Preview({ value, onClose }: { value: Quiz; onClose: () => void }) {
  const { t } = useT();
  return (
    <Dialog title={t("quiz.preview")} onClose={onClose} wide>
      <div className="stack">
        {(value.questions ?? []).map((question, i) => (
          <QuizQuestion
            key={i}
            number={i + 1}
            answer={undefined}
            asked={{
              id: question.id || `q${i + 1}`,
              kind: question.kind ?? "single",
              text: question.text ?? "",
              points: question.points ?? 0,
              problem: question.problem ?? "",
              choices: (question.choices ?? []).map((choice, k) => ({ id: String(k + 1), text: choice.text ?? "" })),
            }}
          />
        ))}
      </div>
    </Dialog>
  );
}

// What saving would do to what was handed in, before it does.
function Sure(props: { change: Schemas["QuizChange"]; reason: string; setReason: (text: string) => void; save: () => void; onClose: () => void }) {
  const { t, number } = useT();
  const changes = props.change.changes ?? [];
  return (
    <Dialog title={t("quiz.would_change")} onClose={props.onClose} wide>
      <div className="stack">
        <Table label={t("quiz.would_change")} heads={[t("board.person"), num(t("rejudge.before")), num(t("rejudge.after"))]}>
          {changes.slice(0, 100).map((one) => (
            <tr key={`${one.person} ${one.number}`}>
              <td>{one.name}</td>
              <td className="num">{number(one.before ?? 0, 2)}</td>
              <td className="num">
                {number(one.after ?? 0, 2)} / {number(one.max_score ?? 0, 2)}
              </td>
            </tr>
          ))}
        </Table>
        <p className="soft">{t("quiz.unchanged", { count: props.change.unchanged ?? 0 })}</p>
        <Field label={t("rejudge.reason")} value={props.reason} set={props.setReason} />
        <div className="row">
          <button type="button" className="button main" disabled={props.reason.trim() === ""} onClick={props.save}>
            {t("quiz.regrade")}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

// A file is read, what would come is shown with what cannot, and only then it is added.
function Import(props: { course: string; id: string; onDone: (quiz: Quiz) => void; onClose: () => void }) {
  const { t } = useT();
  const { course, id } = props;
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [coming, setComing] = useState<Schemas["QuizImport"] | null>(null);
  const open = (next: File) => {
    setFile(next);
    void run(async () => setComing(await importQuiz(course, id, next, false)));
  };
  const apply = () =>
    run(async () => {
      if (file === null) return;
      const done = await importQuiz(course, id, file, true);
      await courseChanged(queries, course);
      if (done.quiz) props.onDone(done.quiz);
    });
  const questions = coming?.questions ?? [];
  const remarks = coming?.remarks ?? [];
  return (
    <Dialog title={t("quiz.import")} onClose={props.onClose} wide>
      <div className="stack">
        <p className="soft">{t("quiz.import_explained")}</p>
        <DropFile label={t("quiz.import_file")} accept=".zip,application/zip" onFile={open} />
        {error !== null && <Failure error={error} />}
        {coming && (
          <>
            <p role="status">{t("quiz.would_come", { count: questions.length, file: file?.name ?? "" })}</p>
            {remarks.length > 0 && (
              <Table label={t("quiz.remarks")} heads={[t("quiz.file"), t("quiz.remarks"), { text: t("quiz.left_out"), hidden: true }]}>
                {remarks.map((one, i) => (
                  <tr key={i}>
                    <td className="mono small">{one.file || one.item}</td>
                    <td>{one.message}</td>
                    <td>{one.left_out && <span className="verdict warn">{t("quiz.left_out")}</span>}</td>
                  </tr>
                ))}
              </Table>
            )}
            <ol>
              {questions.slice(0, 100).map((one) => (
                <li key={one.id}>
                  {t(`quiz.kind.${one.kind}` as Key)}: <Markdown text={one.text ?? ""} />
                </li>
              ))}
            </ol>
            <div className="row">
              <button type="button" className="button main" disabled={busy || questions.length === 0} onClick={() => void apply()}>
                {t("quiz.import_now")}
              </button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Edit({ course, id, before }: { course: string; id: string; before: Quiz }) {
  const { t, number } = useT();
  const queries = useQueryClient();
  const [value, setValue] = useState(before);
  const [change, setChange] = useState<Schemas["QuizChange"] | null>(null);
  const [reason, setReason] = useState("");
  const [looking, setLooking] = useState(false);
  const [importing, setImporting] = useState(false);
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useAct();
  const questions = value.questions ?? [];
  const set: Set<Quiz> = (part) => {
    setSaved(false);
    setValue({ ...value, ...part });
  };
  const put = async () => {
    const made = await putQuiz(course, id, value, reason);
    if (made.quiz) setValue(made.quiz);
    setChange(null);
    setReason("");
    setSaved(true);
    await courseChanged(queries, course);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const would = await previewQuiz(course, id, value, reason);
      if ((would.changes ?? []).length > 0) setChange(would);
      else await put();
    });
  };
  return (
    <form className="stack" aria-label={t("quiz.edit")} onSubmit={save}>
      <Settings value={value} set={set} />
      {questions.map((question, i) => (
        <EditQuestion
          key={question.id || i}
          course={course}
          question={question}
          at={i}
          of={questions.length}
          pools={(value.pools ?? []).map((one) => one.name ?? "")}
          set={(part) => set({ questions: changed(questions, i, part) })}
          move={(step) => set({ questions: swapped(questions, i, step) })}
          remove={() => set({ questions: questions.filter((_, k) => k !== i) })}
        />
      ))}
      <div className="row">
        <button type="button" className="button" onClick={() => set({ questions: [...questions, kNew] })}>
          {t("quiz.add_question")}
        </button>
        <button type="button" className="button" disabled={questions.length === 0} onClick={() => setLooking(true)}>
          {t("quiz.preview")}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
        <span role="status" className="soft">
          {saved && t("quiz.saved", { points: number(value.points ?? 0, 2) })}
        </span>
      </div>
      <div className="row">
        <button type="button" className="button narrow" onClick={() => setImporting(true)}>
          {t("quiz.import")}
        </button>
        {(["qti-2.1.zip", "qti-3.0.zip"] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="button narrow"
            disabled={busy || (value.version ?? 0) === 0}
            onClick={() => void run(() => exportQuiz(course, id, format))}
          >
            {t("quiz.export", { format: format === "qti-2.1.zip" ? "QTI 2.1" : "QTI 3.0" })}
          </button>
        ))}
      </div>
      {importing && (
        <Import
          course={course}
          id={id}
          onDone={(quiz) => {
            setValue(quiz);
            setImporting(false);
          }}
          onClose={() => setImporting(false)}
        />
      )}
      {looking && <Preview value={value} onClose={() => setLooking(false)} />}
      {change && (
        <Sure
          change={change}
          reason={reason}
          setReason={setReason}
          save={() => void run(put)}
          onClose={() => setChange(null)}
        />
      )}
    </form>
  );
}

// What a quiz asks, as its instructors write it. A change that touches what was handed in is shown before it counts.
export default function QuizEdit({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const page = useAssignment(course, id);
  const query = useQuiz(course, id);
  return (
    <>
      <CourseHead course={course} title={page.data?.assignment?.title ?? ""}>
        <Link className="button narrow" href={courseHref(course, "assignments", id)}>
          {t("quiz.back")}
        </Link>
      </CourseHead>
      <Loaded query={query}>{(quiz) => <Edit course={course} id={id} before={quiz} />}</Loaded>
    </>
  );
}
