import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Submission } from "../api/client";
import { useRemarks } from "../api/course";
import { keys, useMe, useSubmission } from "../api/queries";
import { type ReportTest, useReport, useSource } from "../api/report";
import { useT } from "../i18n";
import { titleOf } from "../languages";
import { RemarkedSource } from "../ui/feedback";
import { LiveRun } from "../ui/live-run";
import { Loaded, milliseconds } from "../ui/parts";
import { Source } from "../ui/source";
import { TestDetails } from "../ui/test-details";
import { StateOf, Verdict } from "../ui/verdict";
import { Table, num } from "../ui/table";

function Tests({ tests }: { tests: ReportTest[] }) {
  const { t, number } = useT();
  const firstFailed = tests.findIndex((test) => test.verdict !== "AC" && test.verdict !== "SKIP");
  const [open, setOpen] = useState<number | null>(firstFailed < 0 ? null : firstFailed);
  return (
    <Table
      label={t("run.tests")}
      heads={[t("test.test"), t("test.verdict"), num(t("test.points")), num(t("test.time")), t("test.says")]}
    >
      {tests.map((test, i) => [
        <tr key={test.name} className="pick">
          <td>
            <button
              className="button bare narrow"
              aria-expanded={open === i}
              onClick={() => setOpen(open === i ? null : i)}
            >
              <span aria-hidden="true">{open === i ? "▾" : "▸"}</span> {test.title || test.name}
            </button>
          </td>
          <td>
            <Verdict verdict={test.verdict} />
          </td>
          <td className="num">
            {test.max_score > 0 ? `${number(test.score)} / ${number(test.max_score)}` : ""}
          </td>
          <td className="num">{test.cpu_ms !== undefined ? milliseconds(test.cpu_ms, number) : ""}</td>
          <td className="soft">{test.hidden ? t("test.hidden") : test.message}</td>
        </tr>,
        open === i && (
          <tr key={`${test.name}-open`}>
            <td colSpan={5}>
              <TestDetails test={test} />
            </td>
          </tr>
        ),
      ])}
    </Table>
  );
}

function Details({ submission }: { submission: Submission }) {
  const { t } = useT();
  const report = useReport(submission);
  const source = useSource(submission.id);
  const remarks = useRemarks(submission.course ?? "", submission.course && submission.problem ? submission.id : "");
  return (
    <div className="stack">
      {submission.state === "done" && submission.problem && (
        <Loaded query={report}>
          {(data) => (
            <>
              {data.compiler_output && (
                <section className="sheet">
                  <h2>{t("run.compiler")}</h2>
                  <pre tabIndex={0}>{data.compiler_output}</pre>
                </section>
              )}
              {data.parts.map((part) => (
                <section key={part.name} className="sheet">
                  <h2>{part.title || (data.parts.length > 1 ? part.name : t("run.tests"))}</h2>
                  {part.message && <p>{part.message}</p>}
                  {part.tests.length > 0 && <Tests tests={part.tests} />}
                </section>
              ))}
            </>
          )}
        </Loaded>
      )}
      <section className="sheet">
        <h2>{t("source.title")}</h2>
        <Loaded query={source}>
          {(files) =>
            (remarks.data ?? []).length > 0 ? (
              <RemarkedSource
                files={files}
                remarks={remarks.data ?? []}
                submission={submission.id}
                annotations={report.data?.annotations ?? []}
              />
            ) : (
              <Source files={files} annotations={report.data?.annotations ?? []} />
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

export default function SubmissionView({ id }: { id: string }) {
  const { t, time, number } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const query = useSubmission(id);
  return (
    <Loaded query={query}>
      {(submission) => (
        <>
          <div className="head">
            <h1>
              {submission.problem ? (
                <Link href={`/problems/${encodeURIComponent(submission.problem)}`}>{submission.problem}</Link>
              ) : (
                t("submission.run")
              )}
            </h1>
            <StateOf submission={submission} />
            {submission.result && (
              <strong>
                {number(submission.result.score)} / {number(submission.result.max_score)}
              </strong>
            )}
            <span className="soft small">
              {[
                titleOf(submission.language ?? ""),
                submission.created_at ? time(submission.created_at) : "",
                submission.person && submission.person !== me.data?.id ? submission.person : "",
                submission.judgement > 1 ? t("submission.judgement", { count: submission.judgement }) : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </div>
          {submission.state === "queued" || submission.state === "running" ? (
            <section className="sheet">
              <LiveRun id={id} onEnd={() => void queries.invalidateQueries({ queryKey: keys.submission(id) })} />
            </section>
          ) : (
            <Details submission={submission} />
          )}
        </>
      )}
    </Loaded>
  );
}
