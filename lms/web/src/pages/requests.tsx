import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import type { Schemas } from "../api/client";
import { client, take } from "../api/client";
import { type Regrade, courseChanged, courseHref, useAssignments, useExtensions, useRegrades, useRights } from "../api/course";
import { fromField, toField } from "../dates";
import { type Key, useT } from "../i18n";
import { Ago } from "../ui/ago";
import { CourseHead } from "../ui/course-head";
import { Failure, Loaded } from "../ui/parts";
import { numberOf } from "./grading-draft";
import { useAct } from "../ui/act";

type MoreTime = Schemas["ExtensionRequest"];

function useAnswer(course: string) {
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const send = (what: () => Promise<unknown>) =>
    run(async () => {
      await what();
      await courseChanged(queries, course);
    });
  return { busy, error, send };
}

function RegradeAnswer({ course, request }: { course: string; request: Regrade }) {
  const { t } = useT();
  const [text, setText] = useState("");
  const [points, setPoints] = useState("");
  const { busy, error, send } = useAnswer(course);
  const value = numberOf(points);
  const answer = (event: FormEvent) => {
    event.preventDefault();
    void send(() =>
      take(
        client.POST("/v1/courses/{course}/regrades/{id}/decision", {
          params: { path: { course, id: request.id ?? "" } },
          body: { answer: text, ...(value === null ? {} : { points: value }) },
        }),
      ),
    );
  };
  return (
    <form className="stack" aria-label={t("regrade.answer_to", { name: request.name ?? "" })} onSubmit={answer}>
      <label className="field">
        {t("regrade.answer")}
        <textarea rows={3} required value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="row">
        <label className="row">
          {t("regrade.new_points")}
          <input
            className="points"
            type="text"
            inputMode="decimal"
            aria-invalid={Number.isNaN(value ?? 0)}
            value={points}
            onChange={(event) => setPoints(event.target.value)}
          />
        </label>
        <button className="button main" disabled={busy || text.trim() === "" || Number.isNaN(value ?? 0)}>
          {value === null ? t("regrade.keep") : t("regrade.change")}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
    </form>
  );
}

function RegradeEntry({ course, request }: { course: string; request: Regrade }) {
  const { t, number } = useT();
  const { staff } = useRights(course);
  const assignments = useAssignments(course);
  const rubric = assignments.data?.find((one) => one.id === request.assignment)?.rubric ?? [];
  const about = rubric.find((one) => one.id === request.criterion);
  const open = request.state === "open";
  return (
    <li className="entry stack">
      <div className="row">
        <span className={`verdict ${open ? "calm" : request.state === "changed" ? "good" : ""}`}>
          {t(`regrade.state.${request.state}` as Key)}
        </span>
        <strong>{request.name}</strong>
        <Link
          href={
            staff
              ? `${courseHref(course, "assignments", request.assignment ?? "", "grade")}?person=${encodeURIComponent(request.person ?? "")}`
              : courseHref(course, "assignments", request.assignment ?? "")
          }
        >
          {request.title}
        </Link>
        <span className="soft">
          {request.after === undefined
            ? t("regrade.stands_at", { points: number(request.before ?? 0, 2) })
            : t("regrade.from_to", { before: number(request.before ?? 0, 2), after: number(request.after, 2) })}
        </span>
        <span className="soft small">
          <Ago at={request.created_at} />
        </span>
      </div>
      <p className="typed">
        {about && <strong>{about.name || about.id}: </strong>}
        {request.reason}
      </p>
      {request.answer && (
        <p className="notice typed">
          <strong>{request.decided_by}: </strong>
          {request.answer}
        </p>
      )}
      {open && staff && <RegradeAnswer course={course} request={request} />}
    </li>
  );
}

function TimeAnswer({ course, request }: { course: string; request: MoreTime }) {
  const { t } = useT();
  const [due, setDue] = useState(toField(request.wanted_due));
  const [text, setText] = useState("");
  const { busy, error, send } = useAnswer(course);
  const decide = (grant: boolean) =>
    void send(() =>
      take(
        client.POST("/v1/courses/{course}/extension-requests/{id}/decision", {
          params: { path: { course, id: request.id ?? "" } },
          body: { grant, answer: text, ...(grant && due ? { due: fromField(due) } : {}) },
        }),
      ),
    );
  return (
    <div className="stack answer">
      <label className="field">
        {t("regrade.answer")}
        <textarea rows={2} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="row">
        <label className="row">
          {t("regrade.new_due")}
          <input type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
        </label>
        <button className="button main" disabled={busy} onClick={() => decide(true)}>
          {t("regrade.grant")}
        </button>
        <button className="button" disabled={busy} onClick={() => decide(false)}>
          {t("regrade.refuse")}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

function TimeEntry({ course, request }: { course: string; request: MoreTime }) {
  const { t, time } = useT();
  const { helper } = useRights(course);
  const open = request.state === "open";
  return (
    <li className="entry stack">
      <div className="row">
        <span className={`verdict ${open ? "calm" : request.state === "granted" ? "good" : ""}`}>
          {t(`regrade.state.${request.state}` as Key)}
        </span>
        <strong>{request.name}</strong>
        <Link href={courseHref(course, "assignments", request.assignment ?? "")}>{request.title}</Link>
        <span className="soft">{t("regrade.wanted", { when: time(request.due ?? request.wanted_due ?? 0) })}</span>
      </div>
      <p className="typed">{request.reason}</p>
      {request.answer && (
        <p className="notice typed">
          <strong>{request.decided_by}: </strong>
          {request.answer}
        </p>
      )}
      {open && helper && <TimeAnswer course={course} request={request} />}
    </li>
  );
}

// What students ask for: another look at a grade, more time. What is open comes first.
export default function CourseRequests({ course }: { course: string }) {
  const { t } = useT();
  const regrades = useRegrades(course);
  const extensions = useExtensions(course);
  const openFirst = <T extends { state?: string }>(all: T[]) =>
    [...all].sort((a, b) => Number(b.state === "open") - Number(a.state === "open"));
  return (
    <>
      <CourseHead course={course} title={t("regrade.title")} />
      <div className="stack">
        <section className="sheet">
          <h2>{t("regrade.another_look")}</h2>
          <Loaded query={regrades}>
            {(all) =>
              all.length === 0 ? (
                <p className="soft">{t("regrade.none")}</p>
              ) : (
                <ul className="entries">
                  {openFirst(all).map((one) => (
                    <RegradeEntry key={one.id} course={course} request={one} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
        <section className="sheet">
          <h2>{t("regrade.more_time_short")}</h2>
          <Loaded query={extensions}>
            {(all) =>
              (all.requests ?? []).length === 0 ? (
                <p className="soft">{t("regrade.none")}</p>
              ) : (
                <ul className="entries">
                  {openFirst(all.requests ?? []).map((one) => (
                    <TimeEntry key={one.id} course={course} request={one} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </div>
    </>
  );
}
