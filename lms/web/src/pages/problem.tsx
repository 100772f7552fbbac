import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import { ApiError, type ProblemPage, client, take } from "../api/client";
import { examStore, useSaving } from "../api/autosave";
import { kEditHistory, useConsent, useEditHistory } from "../api/edits";
import { type ExamWork, examHeader, isTakenOver } from "../api/exam";
import { useMe, useProblemPage, useSubmissions } from "../api/queries";
import { fromBase64 } from "../api/report";
import { useT } from "../i18n";
import { starts, titleOf } from "../languages";
import { Ago } from "../ui/ago";
import { EditConsent } from "../ui/edit-consent";
import { SavedMark } from "../ui/exam";
import { LiveRun } from "../ui/live-run";
import { Markdown, withoutTitle } from "../ui/markdown";
import { Failure, Loaded, Loading, bytes, milliseconds } from "../ui/parts";
import { Tabs } from "../ui/tabs";
import { StateOf } from "../ui/verdict";
import { Table, num } from "../ui/table";

const Editor = lazy(() => import("../editor/editor"));

interface Draft {
  language: string;
  files: { path: string; text: string }[];
}

const isGiven = (page: ProblemPage, path: string) => page.files.some((file) => file.editable && file.path === path);

function languagesOf(page: ProblemPage): string[] {
  const named = page.parts.flatMap((part) => part.languages);
  return named.length > 0 ? [...new Set(named)].sort() : Object.keys(starts);
}

function startOf(page: ProblemPage, language: string): Draft {
  const given = page.files.filter((file) => file.editable && (!file.language || file.language === language));
  const required = page.parts.flatMap((part) => part.required).filter((name) => !/[*?[]/.test(name));
  const start = starts[language];
  const files = given.map((file) => ({ path: file.path, text: fromBase64(file.data) }));
  for (const path of required) {
    if (!files.some((file) => file.path === path)) files.push({ path, text: "" });
  }
  if (files.length === 0) files.push({ path: start?.file ?? "main.txt", text: start?.text ?? "" });
  return { language, files };
}

// What was typed outlives the tab; it stays in this browser until its owner signs out.
function useDraft(page: ProblemPage, person: string) {
  const key = `assay.draft.${person}.${page.problem.id}`;
  const languages = languagesOf(page);
  const [draft, setDraft] = useState<Draft>(() => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
      if (kept && languages.includes(kept.language) && kept.files.length > 0) return kept;
    } catch {
      // an old draft that is none
    }
    return startOf(page, languages[0] ?? "python");
  });
  const change = (next: Draft) => {
    setDraft(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // no room in this browser: it is still on the page
    }
  };
  return { draft, change, languages, key };
}

// A draft that was saved elsewhere says its files and not its language.
function languageOf(files: Draft["files"], languages: string[], before: string): string {
  const ending = (path: string | undefined) => path?.split(".").at(-1);
  const fits = (language: string) => files.some((file) => ending(file.path) === ending(starts[language]?.file));
  return fits(before) ? before : (languages.find(fits) ?? before);
}

function Samples({ page }: { page: ProblemPage }) {
  const { t } = useT();
  if (page.samples.length === 0) return null;
  return (
    <section className="stack">
      <h2>{t("problem.samples")}</h2>
      {page.samples.map((sample) => (
        <div key={sample.part + sample.name} className="pair">
          <div>
            <h3 className="small soft">{t("test.input")}</h3>
            <pre tabIndex={0}>{sample.input}</pre>
          </div>
          <div>
            <h3 className="small soft">{t("test.expected")}</h3>
            <pre tabIndex={0}>{sample.answer}</pre>
          </div>
        </div>
      ))}
    </section>
  );
}

function Facts({ page }: { page: ProblemPage }) {
  const { t, number } = useT();
  const part = page.parts[0];
  return (
    <dl className="facts small">
      {part && (
        <>
          <dt>{t("test.time")}</dt>
          <dd>{milliseconds(part.time_limit_ms, number)}</dd>
          <dt>{t("test.memory")}</dt>
          <dd>{bytes(part.memory_limit_bytes, number)}</dd>
        </>
      )}
      {page.max_attempts !== undefined && (
        <>
          <dt>{t("problem.attempts")}</dt>
          <dd>{page.max_attempts}</dd>
        </>
      )}
      {page.late && (
        <>
          <dt>{t("problem.late")}</dt>
          <dd>
            {page.late.steps
              .map((step) =>
                t("problem.late_step", { hours: step.up_to_seconds / 3600, percent: 100 * (1 - step.factor) }),
              )
              .join("; ")}
          </dd>
        </>
      )}
    </dl>
  );
}

function Work(props: { page: ProblemPage; person: string; closed: boolean; exam: ExamWork | undefined }) {
  const { t } = useT();
  const { page, person, closed, exam } = props;
  const queries = useQueryClient();
  const { draft, change, languages, key } = useDraft(page, person);
  const { granted } = useConsent(kEditHistory);
  const edits = useEditHistory(`${key}.edits`, granted);
  const [shown, setShown] = useState(0);
  const [version, setVersion] = useState(0); // another text than the editor's own was put into it
  const [running, setRunning] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  // The same until there was an answer: what got lost on the way is not handed in twice.
  const attempt = useRef<{ key: string; what: string } | null>(null);
  const file = draft.files[Math.min(shown, draft.files.length - 1)];

  const replace = (next: Draft) => {
    change(next);
    setShown(0);
    setVersion(version + 1);
  };
  const save = useSaving(
    examStore(exam),
    `${key}.saved`,
    draft.files,
    JSON.stringify(draft.files) === JSON.stringify(startOf(page, draft.language).files),
    (files) => replace({ language: languageOf(files, languages, draft.language), files }),
  );
  const submit = async () => {
    if (sending || closed) return;
    const what = JSON.stringify(draft);
    if (attempt.current?.what !== what) attempt.current = { key: crypto.randomUUID(), what };
    setSending(true);
    setError(null);
    const told = edits.told();
    try {
      const made = await take(
        client.POST("/v1/submissions", {
          params: { header: { "Idempotency-Key": attempt.current.key, ...examHeader(exam?.session ?? "") } },
          body: { problem: page.problem.id, language: draft.language, files: draft.files, ...(told ? { edits: told } : {}) },
        }),
      );
      setRunning(made.id);
      attempt.current = null;
    } catch (failure) {
      setError(failure);
      if (failure instanceof ApiError && failure.status !== 0) attempt.current = null;
      if (isTakenOver(failure)) exam?.lost();
    } finally {
      setSending(false);
    }
  };
  const open = async (list: FileList | null) => {
    if (list === null || list.length === 0) return;
    const files = await Promise.all([...list].map(async (one) => ({ path: one.name, text: await one.text() })));
    const start = startOf(page, draft.language).files;
    const kept = draft.files.filter(
      (one) =>
        !files.some((other) => other.path === one.path) &&
        one.text.trim() !== "" &&
        !start.some((other) => other.path === one.path && other.text === one.text && !isGiven(page, one.path)),
    );
    replace({ ...draft, files: [...files, ...kept] });
  };

  const editor = file && (
    <Suspense fallback={<div className="editor" aria-busy="true" />}>
      <Editor
        key={`${version} ${file.path}`}
        text={file.text}
        language={draft.language}
        label={t("problem.editor", { file: file.path })}
        onChange={(text) =>
          change({ ...draft, files: draft.files.map((one) => (one.path === file.path ? { ...one, text } : one)) })
        }
        onSubmit={() => void submit()}
        onWriting={edits.note}
      />
    </Suspense>
  );

  return (
    <div className="stack">
      <section className="sheet">
        <div className="row spread" style={{ marginBottom: 10 }}>
          <label className="row">
            <span>{t("problem.language")}</span>
            <select
              value={draft.language}
              onChange={(event) => {
                const start = startOf(page, draft.language).files;
                const untouched = draft.files.every(
                  (one) => one.text.trim() === "" || start.some((other) => other.path === one.path && other.text === one.text),
                );
                const language = event.target.value;
                if (untouched) replace(startOf(page, language));
                else change({ ...draft, language });
              }}
            >
              {languages.map((one) => (
                <option key={one} value={one}>
                  {titleOf(one)}
                </option>
              ))}
            </select>
          </label>
          <div className="row">
            <label className="button narrow">
              {t("problem.open")}
              <input className="hidden" type="file" multiple onChange={(event) => {
                  void open(event.target.files).then(() => {
                    event.target.value = "";
                  });
                }}
              />
            </label>
            <button
              className="button narrow bare"
              onClick={() => {
                edits.forget();
                replace(startOf(page, draft.language));
              }}
            >
              {t("problem.reset")}
            </button>
          </div>
        </div>
        {draft.files.length > 1 ? (
          <Tabs
            label={t("source.title")}
            tabs={draft.files.map((one, i) => ({ key: i, title: one.path }))}
            shown={file ? draft.files.indexOf(file) : 0}
            onShow={setShown}
          >
            {editor}
          </Tabs>
        ) : (
          editor
        )}
        {exam && (
          <div className="row saved-row">
            <SavedMark save={save} />
          </div>
        )}
        <div className="row spread" style={{ marginTop: 12 }}>
          <span className="small soft">{t("problem.keys")}</span>
          <button className="button main" disabled={sending || closed} onClick={() => void submit()}>
            {sending ? t("problem.sending") : t("problem.submit")}
          </button>
        </div>
        <EditConsent />
        {error !== null && (
          <div style={{ marginTop: 12 }}>
            <Failure error={error instanceof ApiError ? error : new ApiError(0, "")} />
          </div>
        )}
      </section>
      {running !== null && (
        <section className="sheet" aria-label={t("run.title")}>
          <LiveRun
            key={running}
            id={running}
            onEnd={() => void queries.invalidateQueries({ queryKey: ["submissions"] })}
          />
        </section>
      )}
      <History problem={page.problem.id} person={person} />
    </div>
  );
}

function History({ problem, person }: { problem: string; person: string }) {
  const { t, number } = useT();
  const query = useSubmissions({ problem, person, page_size: 20 });
  if (!query.data || query.data.submissions.length === 0) return null;
  return (
    <section className="sheet">
      <h2>{t("problem.history")}</h2>
      <Table
        label={t("problem.history")}
        heads={[t("test.verdict"), num(t("test.points")), t("problem.language"), num(t("board.when"))]}
      >
        {query.data.submissions.map((one) => (
          <tr key={one.id} className="pick">
            <td>
              <StateOf submission={one} />
            </td>
            <td className="num">
              {one.result ? `${number(one.result.score)} / ${number(one.result.max_score)}` : ""}
            </td>
            <td className="soft">{titleOf(one.language ?? "")}</td>
            <td className="num">
              <Link href={`/submissions/${one.id}`}>
                <Ago at={one.created_at} />
              </Link>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

// The statement beside the editor.
export function ProblemWork({ id, closed = false, exam }: { id: string; closed?: boolean; exam?: ExamWork | undefined }) {
  const page = useProblemPage(id, exam?.session);
  const me = useMe();
  const lost = isTakenOver(page.error);
  useEffect(() => {
    if (lost) exam?.lost();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lost]);
  const statement = useMemo(() => withoutTitle(page.data?.statement ?? "", page.data?.problem.title ?? ""), [page.data]);
  return (
    <Loaded query={page}>
      {(data) => (
        <div className="work">
          <article className="sheet stack">
            <Markdown text={statement} />
            <Samples page={data} />
            <Facts page={data} />
          </article>
          {me.data ? (
            <Work key={`${me.data.id} ${id}`} page={data} person={me.data.id} closed={closed} exam={exam} />
          ) : (
            <Loading />
          )}
        </div>
      )}
    </Loaded>
  );
}

export default function ProblemView({ id }: { id: string }) {
  const page = useProblemPage(id);
  return (
    <>
      <div className="head">
        <h1>{page.data?.problem.title || id}</h1>
        <span className="soft">{page.data?.problem.course}</span>
      </div>
      <ProblemWork id={id} />
    </>
  );
}
