import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Example,
  type Finding,
  type Verification,
  authoringKeys,
  kNothingTold,
  startVerification,
  tell,
  useVerification,
} from "../api/authoring";
import { client, take } from "../api/client";
import { useSubmissionEvents } from "../api/live";
import { type Key, useT } from "../i18n";
import { useAct } from "./act";
import { Ago } from "./ago";
import { Failure, Loaded, milliseconds } from "./parts";
import { Table, num } from "./table";
import { Verdict } from "./verdict";

const kEnds = new Set(["done", "failed", "cancelled"]);

// A package before a student meets it: what a worker finds in it, while it looks and afterwards.
export function VerifyPackage({ problem }: { problem: string }) {
  const { t } = useT();
  const queries = useQueryClient();
  const latest = useVerification(problem);
  const { busy, error, run } = useAct();
  const running = latest.data && !kEnds.has(latest.data.state) ? latest.data : null;
  const keep = (now: Verification) => queries.setQueryData(authoringKeys.verification(problem), now);
  const start = () => void run(async () => keep(await startVerification(problem)));
  const cancel = (id: string) =>
    void run(() => take(client.POST("/v1/submissions/{id}/cancel", { params: { path: { id } } })));
  return (
    <section className="sheet" id="verify" aria-labelledby="verify-title">
      <div className="row spread">
        <h2 id="verify-title">{t("verify.title", { id: problem })}</h2>
        {running ? (
          <button className="button narrow" disabled={busy} onClick={() => cancel(running.id)}>
            {t("verify.cancel")}
          </button>
        ) : (
          <button className="button main" disabled={busy || latest.data === undefined} onClick={start}>
            {t(latest.data ? "verify.again" : "verify.start")}
          </button>
        )}
      </div>
      <p className="soft">{t("verify.is")}</p>
      {error !== null && <Failure error={error} />}
      <Loaded query={latest}>
        {(one) =>
          one === null ? (
            <p className="soft">{t("verify.never")}</p>
          ) : kEnds.has(one.state) ? (
            <Ended verification={one} />
          ) : (
            <Running key={one.id} id={one.id} onEnd={() => void latest.refetch()} />
          )
        }
      </Loaded>
    </section>
  );
}

function Running({ id, onEnd }: { id: string; onEnd: () => void }) {
  const { t } = useT();
  const [told, setTold] = useState(kNothingTold);
  const [state, setState] = useState("queued");
  const connection = useSubmissionEvents(id, (event) => {
    setTold((before) => tell(before, event));
    if (event.type !== "snapshot" || !event.snapshot) return;
    setState(event.snapshot.state);
    if (kEnds.has(event.snapshot.state)) onEnd();
  });
  return (
    <div className="stack">
      <div className="row">
        <span aria-live="polite" className="verdict calm">
          {t(`state.${state}` as Key)}
        </span>
        {told.total > 0 && (
          <label className="row small">
            <span>{t("verify.progress", { done: told.done, total: told.total })}</span>
            <progress max={told.total} value={told.done} />
          </label>
        )}
        {connection === "lost" && <span className="live off">{t("live.lost")}</span>}
      </div>
      {told.error && <div className="notice bad">{told.error}</div>}
      <Findings findings={told.findings} />
      <Examples examples={told.examples} />
    </div>
  );
}

function Ended({ verification }: { verification: Verification }) {
  const { t, number } = useT();
  const report = verification.report;
  const good = report?.examples.filter((one) => one.agrees).length ?? 0;
  return (
    <div className="stack">
      <p className="small soft">
        {t("verify.of_version", { version: verification.version })},{" "}
        <Ago at={verification.finished_at ?? verification.created_at} />
      </p>
      {verification.state === "cancelled" && <div className="notice warn">{t("verify.cancelled")}</div>}
      {verification.state === "failed" && <div className="notice bad">{verification.failure}</div>}
      {report && (
        <>
          <div className={`notice ${report.ok ? (report.warnings > 0 ? "warn" : "good") : "bad"}`} role="status">
            <p>{t(report.ok ? "verify.good" : "verify.bad")}</p>
            <p className="small">
              {t("verify.summary", {
                good,
                total: report.examples.length,
                errors: report.errors,
                warnings: report.warnings,
              })}
            </p>
          </div>
          {report.calibrated && (
            <p>
              {t("verify.limit", {
                limit: milliseconds(report.time_limit_ms, number),
                slowest: milliseconds(report.slowest_accepted_ms, number),
              })}
            </p>
          )}
          {report.cut && <p className="soft">{t("verify.cut")}</p>}
          <Findings findings={report.findings} />
          <Examples examples={report.examples} />
        </>
      )}
    </div>
  );
}

const kTones = { error: "bad", warning: "warn", note: "calm" } as const;

function Findings({ findings }: { findings: Finding[] }) {
  const { t } = useT();
  if (findings.length === 0) return null;
  return (
    <div>
      <h3>{t("verify.findings")}</h3>
      <dl className="places" aria-live="polite">
        {findings.map((one, i) => (
          <div key={i}>
            <dt className="mono">
              <span className={`verdict ${kTones[one.severity]}`}>{t(`verify.${one.severity}` as Key)}</span> {one.where}
            </dt>
            <dd>{one.what}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Examples({ examples }: { examples: Example[] }) {
  const { t, number } = useT();
  if (examples.length === 0) return null;
  return (
    <div>
      <h3>{t("verify.examples")}</h3>
      <Table
        label={t("verify.examples")}
        heads={[t("verify.example"), t("verify.expected"), t("verify.got"), t("verify.agrees"), num(t("verify.slowest"))]}
      >
        {examples.map((one) => (
          <tr key={one.name}>
            <td className="mono">{one.name}</td>
            <td>{one.expected || t("verify.any")}</td>
            <td>
              <Verdict verdict={one.verdict} />
            </td>
            <td>
              <span className={`verdict ${one.agrees ? "good" : "bad"}`}>
                {t(one.agrees ? "verify.as_expected" : "verify.not_expected")}
              </span>
            </td>
            <td className="num">{one.cpu_ms > 0 ? milliseconds(one.cpu_ms, number) : ""}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
