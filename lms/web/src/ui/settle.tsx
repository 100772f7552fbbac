import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { type Assignment, courseChanged, courseHref } from "../api/course";
import { type ModerationItem, settleModeration } from "../api/moderation";
import { type Key, useT } from "../i18n";
import { numberOf, rubricOf } from "../pages/grading-draft";
import { useAct } from "./act";
import { Failure } from "./parts";
import { Table, num } from "./table";

const kTakes = ["first", "second", "mean", "own"] as const;
type Take = (typeof kTakes)[number];

// What each of the two gave, criterion by criterion.
function Both({ assignment, item }: { assignment: Assignment; item: ModerationItem }) {
  const { t, number } = useT();
  const { first, second } = item;
  const markOf = (side: typeof first, id: string) => (side?.marks ?? []).find((one) => one.criterion === id);
  return (
    <Table
      label={t("moderation.both", { name: item.name || (item.person ?? "") })}
      heads={[
        t("grading.criterion"),
        num(t("moderation.first", { name: first?.name ?? "" })),
        num(t("moderation.second", { name: second?.name ?? "" })),
        t("grading.comment"),
      ]}
    >
      {rubricOf(assignment, t("test.points")).map((one) => (
        <tr key={one.id}>
          <td>{one.name}</td>
          <td className="num">{number(markOf(first, one.id)?.points ?? 0, 2)}</td>
          <td className="num">{number(markOf(second, one.id)?.points ?? 0, 2)}</td>
          <td className="typed">
            {[markOf(first, one.id)?.comment, markOf(second, one.id)?.comment].filter(Boolean).join(" / ")}
          </td>
        </tr>
      ))}
      <tr>
        <td>
          <strong>{t("moderation.sum")}</strong>
        </td>
        <td className="num">
          <strong>{number(first?.points ?? 0, 2)}</strong>
        </td>
        <td className="num">
          <strong>{number(second?.points ?? 0, 2)}</strong>
        </td>
        <td className="typed">{[first?.comment, second?.comment].filter(Boolean).join(" / ")}</td>
      </tr>
    </Table>
  );
}

function SettleForm({ course, assignment, item }: { course: string; assignment: Assignment; item: ModerationItem }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [take, setTake] = useState<Take>("first");
  const [own, setOwn] = useState<Record<string, string>>({});
  const [reason, setReason] = useState("");
  const name = item.name || (item.person ?? "");
  const rubric = rubricOf(assignment, t("test.points"));
  const wrongOwn = (id: string, most: number) => {
    const value = numberOf(own[id] ?? "");
    return value === null || !(value >= 0 && value <= most);
  };
  const wrong = take === "own" && rubric.some((one) => wrongOwn(one.id, one.points));
  const settle = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const marks = rubric.map((one) => ({ criterion: one.id, points: numberOf(own[one.id] ?? "") ?? 0 }));
      await settleModeration(course, assignment.id ?? "", item.person ?? "", {
        take,
        reason,
        seen: (item.decisions ?? []).length,
        ...(take === "own" ? { marks } : {}),
      });
      await courseChanged(queries, course);
    });
  };
  return (
    <form className="stack" aria-label={t("moderation.settle_of", { name })} onSubmit={settle}>
      <fieldset className="row plain">
        <legend>{t("moderation.take")}</legend>
        {kTakes.map((one) => (
          <label key={one} className="row check">
            <input type="radio" name={`take-${item.person}`} checked={take === one} onChange={() => setTake(one)} />
            {t(`moderation.take.${one}` as Key)}
          </label>
        ))}
      </fieldset>
      {take === "own" && (
        <div className="row">
          {rubric.map((one) => (
            <label key={one.id} className="row">
              {one.name}
              <input
                className="points"
                type="text"
                inputMode="decimal"
                required
                aria-invalid={(own[one.id] ?? "") !== "" && wrongOwn(one.id, one.points)}
                value={own[one.id] ?? ""}
                onChange={(event) => setOwn({ ...own, [one.id]: event.target.value })}
              />
              <span className="soft">/ {one.points}</span>
            </label>
          ))}
        </div>
      )}
      <label className="field">
        {t("grading.reason")}
        <input type="text" required value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {error !== null && <Failure error={error} />}
      <button className="button main" disabled={busy || wrong || reason.trim() === ""}>
        {t("moderation.settle")}
      </button>
    </form>
  );
}

// One piece of work over which two graders differ: what both gave, what was decided, and what to decide.
export function Settle({ course, assignment, item }: { course: string; assignment: Assignment; item: ModerationItem }) {
  const { t, number, time } = useT();
  const open = item.state === "open";
  const form = <SettleForm course={course} assignment={assignment} item={item} />;
  return (
    <li className="entry stack">
      <div className="row">
        <span className={`verdict ${open ? "warn" : "good"}`}>{t(`moderation.state.${item.state}` as Key)}</span>
        <Link
          href={`${courseHref(course, "assignments", assignment.id ?? "", "grade")}?person=${encodeURIComponent(item.person ?? "")}`}
        >
          {item.name || item.person}
        </Link>
        <span className="soft">{t("moderation.difference", { points: number(item.difference ?? 0, 2) })}</span>
      </div>
      <Both assignment={assignment} item={item} />
      {(item.decisions ?? []).length > 0 && (
        <ul className="entries small">
          {item.decisions?.map((one) => (
            <li key={one.at}>
              {one.at ? time(one.at) : ""} · {one.by} · {t(`moderation.take.${one.take}` as Key)} ·{" "}
              {number(one.before ?? 0, 2)} → {number(one.after ?? 0, 2)} · {one.reason}
            </li>
          ))}
        </ul>
      )}
      {open ? (
        form
      ) : (
        <details>
          <summary>{t("moderation.again")}</summary>
          {form}
        </details>
      )}
    </li>
  );
}
