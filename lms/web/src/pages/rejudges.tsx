import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { client, take } from "../api/client";
import { useMe, useProblems } from "../api/queries";
import { type Key, useT } from "../i18n";
import { Ago } from "../ui/ago";
import { Failure, Loaded } from "../ui/parts";
import { Verdict } from "../ui/verdict";
import { Table, num } from "../ui/table";
import { useAct } from "../ui/act";

export function Rejudges() {
  const { t } = useT();
  const [, go] = useLocation();
  const me = useMe();
  const problems = useProblems();
  const { error, run } = useAct();
  const list = useQuery({ queryKey: ["rejudges"], queryFn: () => take(client.GET("/v1/rejudges")) });
  const courses = me.data?.roles.filter((one) => one.role === "owner" || one.role === "instructor") ?? [];
  const start = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    await run(async () => {
      const made = await take(
        client.POST("/v1/rejudges", {
          body: {
            filter: { course: text("course"), ...(text("problem") ? { problem: text("problem") } : {}) },
            reason: text("reason"),
            newest_version: form.get("newest") === "on",
          },
        }),
      );
      go(`/rejudges/${made.id}`);
    });
  };
  return (
    <>
      <div className="head">
        <h1>{t("rejudge.title")}</h1>
      </div>
      <div className="grid">
        <form className="sheet" onSubmit={(event) => void start(event)}>
          <h2>{t("rejudge.new")}</h2>
          <p className="soft small">{t("rejudge.explained")}</p>
          <label className="field">
            {t("problems.course")}
            <select name="course" required>
              {courses.map((one) => (
                <option key={one.course}>{one.course}</option>
              ))}
            </select>
          </label>
          <label className="field">
            {t("problems.problem")}
            <select name="problem">
              <option value="">{t("rejudge.all_problems")}</option>
              {problems.data?.problems.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title || one.id}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            {t("rejudge.reason")}
            <input type="text" name="reason" maxLength={1000} />
          </label>
          <label className="row" style={{ margin: "14px 0" }}>
            <input type="checkbox" name="newest" defaultChecked /> {t("rejudge.newest")}
          </label>
          {error !== null && <Failure error={error} />}
          <button className="button main">{t("rejudge.start")}</button>
        </form>
        <section className="sheet">
          <h2>{t("rejudge.earlier")}</h2>
          <Loaded query={list}>
            {({ rejudges }) => (
              <Table
                label={t("rejudge.earlier")}
                heads={[t("rejudge.reason"), t("machines.state"), num(t("machines.finished")), num(t("board.when"))]}
              >
                {rejudges.map((one) => (
                  <tr key={one.id} className="pick">
                    <td>
                      <Link href={`/rejudges/${one.id}`}>{one.reason || one.id}</Link>
                    </td>
                    <td>{t(`rejudge.${one.state}` as Key)}</td>
                    <td className="num">
                      {one.done} / {one.total}
                    </td>
                    <td className="num soft"><Ago at={one.created_at} /></td>
                  </tr>
                ))}
              </Table>
            )}
          </Loaded>
        </section>
      </div>
    </>
  );
}

export function RejudgeView({ id }: { id: string }) {
  const { t, number } = useT();
  const queries = useQueryClient();
  const { error, run } = useAct();
  const query = useQuery({
    queryKey: ["rejudge", id],
    queryFn: () => take(client.GET("/v1/rejudges/{id}", { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data?.state === "running" ? 1_000 : false),
  });
  const act = (what: "commit" | "undo" | "cancel") =>
    run(async () => {
      const params = { params: { path: { id } } };
      const made = await take(
        what === "commit"
          ? client.POST("/v1/rejudges/{id}/commit", params)
          : what === "undo"
            ? client.POST("/v1/rejudges/{id}/undo", params)
            : client.POST("/v1/rejudges/{id}/cancel", params),
      );
      queries.setQueryData(["rejudge", id], made);
    });
  return (
    <Loaded query={query}>
      {(one) => (
        <>
          <div className="head">
            <h1>{one.reason || t("rejudge.title")}</h1>
            <span className="verdict calm">{t(`rejudge.${one.state}` as Key)}</span>
            <span className="soft" aria-live="polite">
              {t("rejudge.progress", { done: one.done, total: one.total, changed: one.changed })}
            </span>
          </div>
          <div className="row" style={{ marginBottom: 16 }}>
            {one.state === "ready" && (
              <button className="button main" onClick={() => void act("commit")}>
                {t("rejudge.commit", { count: one.changed })}
              </button>
            )}
            {one.state === "committed" && (
              <button className="button" onClick={() => void act("undo")}>
                {t("rejudge.undo")}
              </button>
            )}
            {(one.state === "running" || one.state === "ready") && (
              <button className="button" onClick={() => void act("cancel")}>
                {t("rejudge.cancel")}
              </button>
            )}
          </div>
          {error !== null && <Failure error={error} />}
          <section className="sheet">
            <h2>{t("rejudge.changes")}</h2>
            {one.changes.length === 0 ? (
              <p className="soft">{t("rejudge.unchanged")}</p>
            ) : (
              <Table label={t("rejudge.changes")} heads={[t("board.person"), t("rejudge.before"), t("rejudge.after")]}>
                {one.changes.map((change) => (
                  <tr key={change.submission} className="pick">
                    <td>
                      <Link href={`/submissions/${change.submission}`}>{change.person || change.submission}</Link>
                    </td>
                    {[change.before, change.after].map((result, i) => (
                      <td key={i}>
                        {result ? (
                          <>
                            <Verdict verdict={result.verdict} /> {number(result.score)} / {number(result.max_score)}
                          </>
                        ) : (
                          "–"
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </Table>
            )}
          </section>
        </>
      )}
    </Loaded>
  );
}
