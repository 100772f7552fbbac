import type { ReportTest } from "../api/report";
import { useT } from "../i18n";
import { Diff } from "./diff";
import { bytes, milliseconds } from "./parts";

function Excerpt({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <div>
      <h3 className="small soft">{title}</h3>
      <pre className="diff" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}

// One test of a report: what it says, what went in, what was expected and what came.
export function TestDetails({ test }: { test: ReportTest }) {
  const { t, number } = useT();
  const failed = test.verdict !== "AC";
  return (
    <div className="stack">
      {test.message && <p>{test.message}</p>}
      {test.hints?.map((hint) => (
        <div key={hint} className="notice">
          <strong>{t("test.hint")}</strong> {hint}
        </div>
      ))}
      <Excerpt title={t("test.feedback")} text={test.feedback} />
      <Excerpt title={t("test.judge_feedback")} text={test.judge_feedback} />
      {test.input && <Excerpt title={t("test.input")} text={test.input.text} />}
      {failed && test.expected && test.actual ? (
        <Diff expected={test.expected.text} actual={test.actual.text} />
      ) : (
        <Excerpt title={t("test.actual")} text={test.actual?.text} />
      )}
      <Excerpt title={t("test.errors")} text={test.errors?.text} />
      <Excerpt title={t("test.transcript")} text={test.transcript} />
      <dl className="facts small">
        {test.cpu_ms !== undefined && (
          <>
            <dt>{t("test.time")}</dt>
            <dd>
              {milliseconds(test.cpu_ms, number)}
              {test.time_limit_ms ? ` / ${milliseconds(test.time_limit_ms, number)}` : ""}
            </dd>
          </>
        )}
        {test.memory_bytes !== undefined && (
          <>
            <dt>{t("test.memory")}</dt>
            <dd>
              {bytes(test.memory_bytes, number)}
              {test.memory_limit_bytes ? ` / ${bytes(test.memory_limit_bytes, number)}` : ""}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
