import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { type Event, type Submission, type TestDone, client, take } from "../api/client";
import { useSubmissionEvents } from "../api/live";
import { keys } from "../api/queries";
import { useReport } from "../api/report";
import { useT } from "../i18n";
import { Failure, milliseconds } from "./parts";
import { TestDetails } from "./test-details";
import { StateOf, signOf, toneOf } from "./verdict";

interface Run {
  submission: Submission | null;
  tests: TestDone[];
  total: number;
  compiler: string;
  error: string;
}

const kEnds = new Set(["done", "failed", "cancelled"]);

function next(run: Run, event: Event): Run {
  switch (event.type) {
    case "snapshot":
      return { ...run, submission: event.snapshot ?? run.submission };
    case "started":
      return { ...run, total: event.started?.total_tests ?? run.total };
    case "compiled":
      return { ...run, compiler: event.compiled?.ok ? "" : (event.compiled?.output ?? "") };
    case "test": {
      const test = event.test;
      if (!test) return run;
      return { ...run, tests: [...run.tests, test], total: Math.max(run.total, test.total) };
    }
    case "restarted":
      return { ...run, tests: [], compiler: "" };
    case "error":
      return { ...run, error: event.detail ?? "" };
    default:
      return run;
  }
}

// A submission while it is graded: each test as it ends, and what the first that failed says.
export function LiveRun({ id, onEnd }: { id: string; onEnd: () => void }) {
  const { t, number } = useT();
  const queries = useQueryClient();
  const [run, setRun] = useState<Run>({ submission: null, tests: [], total: 0, compiler: "", error: "" });
  const [refused, setRefused] = useState<unknown>(null);
  const connection = useSubmissionEvents(id, (event) => {
    setRun((before) => next(before, event));
    if (event.type === "snapshot" && event.snapshot && kEnds.has(event.snapshot.state)) {
      queries.setQueryData(keys.submission(id), event.snapshot);
      onEnd();
    }
  });
  const state = run.submission?.state ?? "queued";
  const ended = kEnds.has(state);
  const report = useReport(ended ? (run.submission ?? undefined) : undefined);
  const failed = report.data?.parts.flatMap((part) => part.tests).find((test) => test.verdict !== "AC" && !test.hidden);
  const result = run.submission?.result;
  const cancel = async () => {
    setRefused(null);
    try {
      await take(client.POST("/v1/submissions/{id}/cancel", { params: { path: { id } } }));
    } catch (error) {
      setRefused(error);
    }
  };

  return (
    <div className="stack">
      <div className="row spread">
        <div className="row">
          <span aria-live="polite">
            {run.submission ? <StateOf submission={run.submission} /> : <span className="verdict calm">{t("state.queued")}</span>}
          </span>
          {state === "queued" && (run.submission?.queue_position ?? 0) > 0 && (
            <span className="soft">{t("run.position", { count: run.submission?.queue_position ?? 0 })}</span>
          )}
          {!ended && run.total > 0 && (
            <span className="soft">{t("run.progress", { done: run.tests.length, total: run.total })}</span>
          )}
          {result && (
            <>
              <strong>
                {number(result.score)} / {number(result.max_score)}
              </strong>
              <span className="soft">
                {t("run.passed", { done: result.tests_passed, total: result.tests_total })},{" "}
                {milliseconds(result.elapsed_us / 1000, number)}
              </span>
            </>
          )}
        </div>
        <div className="row">
          {!ended && connection === "lost" && <span className="live off">{t("live.lost")}</span>}
          {!ended && (
            <button className="button narrow" onClick={() => void cancel()}>
              {t("run.cancel")}
            </button>
          )}
          {ended && <Link href={`/submissions/${id}`}>{t("run.all")}</Link>}
        </div>
      </div>
      {refused !== null && <Failure error={refused} />}
      {run.error && <div className="notice bad">{run.error}</div>}
      {run.submission?.failure && <div className="notice warn">{run.submission.failure}</div>}
      {(run.tests.length > 0 || run.total > 0) && (
        <ol className="strip" aria-label={t("run.tests")}>
          {run.tests.map((test, i) => (
            <li key={i} className={toneOf(test.verdict)} title={`${test.title || test.name}: ${test.verdict}`}>
              <span aria-hidden="true">{signOf(test.verdict)}</span>
              <span className="hidden">{`${test.title || test.name}: ${test.verdict}`}</span>
            </li>
          ))}
          {!ended &&
            Array.from({ length: Math.max(0, Math.min(400, run.total) - run.tests.length) }, (_, i) => (
              <li key={`to-come-${i}`} aria-hidden="true" />
            ))}
        </ol>
      )}
      {run.compiler && (
        <div>
          <h3>{t("run.compiler")}</h3>
          <pre tabIndex={0}>{run.compiler}</pre>
        </div>
      )}
      {ended && !run.compiler && result?.student_message && <p>{result.student_message}</p>}
      {failed && (
        <div>
          <h3>
            {failed.title || failed.name} <span className="soft">{failed.verdict}</span>
          </h3>
          <TestDetails test={failed} />
        </div>
      )}
    </div>
  );
}
