import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type AssignmentPage, courseChanged } from "../api/course";
import { client, take } from "../api/client";
import { fromField } from "../dates";
import { type Key, useT } from "../i18n";
import { Failure } from "./parts";
import { useAct } from "./act";

// A form that opens where it is needed, sends, and closes when the server took it.
function Ask(props: { title: string; send: () => Promise<unknown>; ready: boolean; children: React.ReactNode }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  const { busy, error, run } = useAct();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(props.send)) setOpen(false);
  };
  if (!open)
    return (
      <button className="button" onClick={() => setOpen(true)}>
        {props.title}
      </button>
    );
  return (
    <form className="stack ask" aria-label={props.title} onSubmit={(event) => void send(event)}>
      {props.children}
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy || !props.ready}>
          {t("regrade.send")}
        </button>
        <button type="button" className="button" onClick={() => setOpen(false)}>
          {t("rejudge.cancel")}
        </button>
      </div>
    </form>
  );
}

function AskRegrade({ course, page }: { course: string; page: AssignmentPage }) {
  const { t } = useT();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [criterion, setCriterion] = useState("");
  const rubric = page.assignment?.rubric ?? [];
  return (
    <Ask
      title={t("regrade.ask")}
      ready={reason.trim() !== ""}
      send={async () => {
        await take(
          client.POST("/v1/courses/{course}/assignments/{id}/regrades", {
            params: { path: { course, id: page.assignment?.id ?? "" } },
            body: { criterion, reason },
          }),
        );
        setReason("");
        await courseChanged(queries, course);
      }}
    >
      {rubric.length > 0 && (
        <label className="field">
          {t("regrade.about")}
          <select value={criterion} onChange={(event) => setCriterion(event.target.value)}>
            <option value="">{t("regrade.whole")}</option>
            {rubric.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || one.id}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="field">
        {t("regrade.reason")}
        <textarea rows={4} required value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}

function AskTime({ course, page }: { course: string; page: AssignmentPage }) {
  const { t } = useT();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [due, setDue] = useState("");
  return (
    <Ask
      title={t("regrade.more_time")}
      ready={reason.trim() !== "" && due !== ""}
      send={async () => {
        await take(
          client.POST("/v1/courses/{course}/assignments/{id}/extension-requests", {
            params: { path: { course, id: page.assignment?.id ?? "" } },
            body: { reason, wanted_due: fromField(due) },
          }),
        );
        setReason("");
        await courseChanged(queries, course);
      }}
    >
      <label className="field">
        {t("regrade.until")}
        <input type="datetime-local" required value={due} onChange={(event) => setDue(event.target.value)} />
      </label>
      <label className="field">
        {t("regrade.reason")}
        <textarea rows={3} required value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}

function Answered(props: { state: string; title: string; reason: string; answer: string; by: string; what: string }) {
  const { t } = useT();
  const tone = { open: "calm", changed: "good", granted: "good" }[props.state] ?? "";
  return (
    <li className="entry">
      <p>
        <span className={`verdict ${tone}`}>{t(`regrade.state.${props.state}` as Key)}</span> <strong>{props.title}</strong>{" "}
        <span className="soft">{props.what}</span>
      </p>
      <p className="typed">{props.reason}</p>
      {props.answer && (
        <p className="notice typed">
          {props.by && <strong>{props.by}: </strong>}
          {props.answer}
        </p>
      )}
    </li>
  );
}

// What a student asked for in an assignment, what came of it, and the ways to ask.
export function Requests({ course, page }: { course: string; page: AssignmentPage }) {
  const { t, time, number } = useT();
  const regrades = page.regrades ?? [];
  const extensions = page.extension_requests ?? [];
  const grade = page.grade;
  const mayRegrade =
    grade?.published && grade.points !== undefined && !regrades.some((one) => one.state === "open");
  const mayAskTime = page.schedule?.due !== undefined && !extensions.some((one) => one.state === "open");
  if (!mayRegrade && !mayAskTime && regrades.length + extensions.length === 0) return null;
  return (
    <section className="sheet stack">
      <h2>{t("regrade.title")}</h2>
      {regrades.length + extensions.length > 0 && (
        <ul className="entries">
          {regrades.map((one) => (
            <Answered
              key={`r${one.id}`}
              state={one.state ?? ""}
              title={t("regrade.another_look")}
              reason={one.reason ?? ""}
              answer={one.answer ?? ""}
              by={one.decided_by ?? ""}
              what={
                one.state === "changed"
                  ? t("regrade.from_to", { before: number(one.before ?? 0, 2), after: number(one.after ?? 0, 2) })
                  : one.created_at
                    ? time(one.created_at)
                    : ""
              }
            />
          ))}
          {extensions.map((one) => (
            <Answered
              key={`e${one.id}`}
              state={one.state ?? ""}
              title={t("regrade.more_time_short")}
              reason={one.reason ?? ""}
              answer={one.answer ?? ""}
              by={one.decided_by ?? ""}
              what={t("regrade.wanted", { when: time(one.due ?? one.wanted_due ?? 0) })}
            />
          ))}
        </ul>
      )}
      <div className="asks">
        {mayRegrade && <AskRegrade course={course} page={page} />}
        {mayAskTime && <AskTime course={course} page={page} />}
      </div>
    </section>
  );
}
