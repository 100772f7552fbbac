import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from "react";
import { client, take } from "../api/client";
import { type Remark, courseKeys } from "../api/course";
import { type Placed, anchorAt, placeRemarks } from "../api/remarks";
import type { SourceFile } from "../api/report";
import { useT } from "../i18n";
import { Bank } from "./bank";
import { Failure } from "./parts";
import { Tabs } from "./tabs";
import { useAct } from "./act";

interface Where {
  course: string;
  assignment: string;
  submission: string;
}

// A remark while it is written, or changed.
function RemarkForm(props: {
  where: Where;
  file: SourceFile;
  line: number;
  remark: Remark | undefined;
  onEnd: () => void;
}) {
  const { t } = useT();
  const { where, file, line, remark } = props;
  const queries = useQueryClient();
  const [body, setBody] = useState(remark?.body ?? "");
  const [bank, setBank] = useState(false);
  const { busy, error, run } = useAct();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  const save = async () => {
    if (body.trim() === "" || busy) return;
    const path = { course: where.course, submission: where.submission };
    await run(async () => {
      if (remark)
        await take(
          client.PUT("/v1/courses/{course}/submissions/{submission}/annotations/{id}", {
            params: { path: { ...path, id: remark.id ?? "" } },
            body: { body, points: remark.points ?? 0, resolved: remark.resolved ?? false },
          }),
        );
      else
        await take(
          client.POST("/v1/courses/{course}/submissions/{submission}/annotations", {
            params: { path },
            body: { body, path: file.path, line, lines: 1, ...anchorAt(file, line) },
          }),
        );
      await queries.invalidateQueries({ queryKey: courseKeys.remarks(where.course, where.submission) });
      props.onEnd();
    });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      props.onEnd();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className="remark-form stack">
      <label className="field">
        {t("grading.remark_at", { line })}
        <textarea ref={box} rows={3} value={body} onChange={(event) => setBody(event.target.value)} onKeyDown={keys} />
      </label>
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main narrow" disabled={busy || body.trim() === ""} onClick={() => void save()}>
          {t("grading.remark_save")}
        </button>
        <button className="button narrow" onClick={() => setBank(true)}>
          {t("grading.bank_open")}
        </button>
        <button className="button narrow" onClick={props.onEnd}>
          {t("rejudge.cancel")}
        </button>
        <span className="small soft">{t("grading.remark_keys")}</span>
      </div>
      {bank && (
        <Bank
          course={where.course}
          assignment={where.assignment}
          text={body}
          onClose={() => setBank(false)}
          onPick={(comment) => {
            setBody((before) => (before.trim() === "" ? "" : `${before.trimEnd()}\n`) + (comment.text ?? ""));
            setBank(false);
          }}
        />
      )}
    </div>
  );
}

const Line = memo(function Line(props: {
  number: number;
  text: string;
  current: boolean;
  marked: boolean;
  pick: (line: number) => void;
}) {
  return (
    <button
      className={props.marked ? "line marked" : "line"}
      tabIndex={props.current ? 0 : -1}
      data-line={props.number}
      onClick={() => props.pick(props.number)}
    >
      <span className="line-number">{props.number}</span>
      <code>{props.text === "" ? " " : props.text}</code>
    </button>
  );
});

// The lines are buttons with one stop for the Tab key: arrows move between them, Enter or `a` says something of one.
export function Review(props: { where: Where; files: SourceFile[]; remarks: Remark[] }) {
  const { t } = useT();
  const { where, files } = props;
  const queries = useQueryClient();
  const [shown, setShown] = useState(0);
  const [line, setLine] = useState(1);
  const [writing, setWriting] = useState<{ line: number; remark?: Remark } | null>(null);
  const { error, run } = useAct();
  const list = useRef<HTMLOListElement>(null);
  const file = files[Math.min(shown, files.length - 1)];
  const lines = useMemo(() => (file?.text ?? "").replace(/\n$/, "").split("\n"), [file]);
  const { placed, lost } = useMemo(
    () => placeRemarks(props.remarks, files, where.submission),
    [props.remarks, files, where.submission],
  );
  const said = useMemo(() => {
    const made = new Map<number, Placed[]>();
    for (const one of placed) if (one.path === file?.path) made.set(one.line, [...(made.get(one.line) ?? []), one]);
    return made;
  }, [placed, file]);
  const pick = useMemo(
    () => (at: number) => {
      setLine(at);
      setWriting({ line: at });
    },
    [],
  );
  const focusLine = (at: number) => list.current?.querySelector<HTMLElement>(`[data-line="${at}"]`)?.focus();
  if (file === undefined) return <p className="soft">{t("source.none")}</p>;

  const move = (to: number) => {
    const at = Math.max(1, Math.min(lines.length, to));
    setLine(at);
    focusLine(at);
  };
  const turn = (by: number) => {
    setShown((shown + by + files.length) % files.length);
    setLine(1);
    setWriting(null);
  };
  const keys = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.line === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to: Record<string, () => void> = {
      ArrowDown: () => move(line + 1),
      ArrowUp: () => move(line - 1),
      PageDown: () => move(line + 20),
      PageUp: () => move(line - 20),
      Home: () => move(1),
      End: () => move(lines.length),
      a: () => pick(line),
      "]": () => turn(1),
      "[": () => turn(-1),
    };
    const run = to[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  const end = () => {
    setWriting(null);
    focusLine(line);
  };
  const remove = (remark: Remark) =>
    run(async () => {
      await take(
        client.DELETE("/v1/courses/{course}/annotations/{id}", {
          params: { path: { course: where.course, id: remark.id ?? "" } },
        }),
      );
      await queries.invalidateQueries({ queryKey: courseKeys.remarks(where.course, where.submission) });
    });
  const remarkOf = (remark: Remark, at: number) => (
    <div key={remark.id} className="remark">
      <p className="typed">{remark.body}</p>
      <p className="row small soft">
        <span>{remark.by}</span>
        {at > 0 && (
          <button className="button narrow bare" onClick={() => setWriting({ line: at, remark })}>
            {t("grading.change")}
            <span className="hidden">: {remark.body}</span>
          </button>
        )}
        <button className="button narrow bare" onClick={() => void remove(remark)}>
          {t("grading.remove")}
          <span className="hidden">: {remark.body}</span>
        </button>
      </p>
    </div>
  );
  const text = (
    <>
      {error !== null && <Failure error={error} />}
      {lost.length > 0 && (
        <div className="notice">
          <p>{t("course.remarks_lost")}</p>
          {lost.map((one) => remarkOf(one, 0))}
        </div>
      )}
      <ol ref={list} className="code" aria-label={t("grading.lines", { file: file.path })} onKeyDown={keys}>
        {lines.map((text, i) => (
          <li key={i}>
            <Line number={i + 1} text={text} current={line === i + 1} marked={said.has(i + 1)} pick={pick} />
            {(said.get(i + 1) ?? []).map(({ remark }) =>
              writing?.remark?.id === remark.id ? null : remarkOf(remark, i + 1),
            )}
            {writing?.line === i + 1 && (
              <RemarkForm
                key={writing.remark?.id ?? "new"}
                where={where}
                file={file}
                line={i + 1}
                remark={writing.remark}
                onEnd={end}
              />
            )}
          </li>
        ))}
      </ol>
    </>
  );
  if (files.length === 1) return text;
  return (
    <Tabs
      label={t("source.title")}
      tabs={files.map((one, i) => ({ key: i, title: one.path }))}
      shown={files.indexOf(file)}
      onShow={(next) => {
        setShown(next);
        setLine(1);
        setWriting(null);
      }}
    >
      {text}
    </Tabs>
  );
}
