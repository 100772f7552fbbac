import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { courseChanged, useCourse } from "../api/course";
import {
  type Allocation,
  type AllocationGrader,
  type AllocationPlan,
  methods,
  putAllocation,
} from "../api/moderation";
import { useCoursePeople } from "../api/queries";
import { type Key, useT } from "../i18n";
import { numberOf } from "../pages/grading-draft";
import { useAct } from "./act";
import { Dialog } from "./dialog";
import { Failure, Loaded } from "./parts";
import { Table, num } from "./table";

const kGrading = new Set(["owner", "instructor", "assistant", "grader"]);

interface Line {
  person: string;
  name: string;
  role: string;
  grades: boolean;
  weight: string;
  sections: string[];
  conflicts: string[];
}
interface Draft {
  method: string;
  seed: number;
  lines: Line[];
  second: string;
  tolerance: string;
  unit: string;
}

const anySeed = (): number => Math.floor(Math.random() * 1_000_000);

function draftOf(plan: AllocationPlan | undefined, people: { person?: string; name?: string; role?: string }[]): Draft {
  const before = new Map((plan?.graders ?? []).map((one) => [one.person, one]));
  const lines = people
    .filter((one) => kGrading.has(one.role ?? ""))
    .map((one): Line => {
      const kept = before.get(one.person ?? "");
      return {
        person: one.person ?? "",
        name: one.name || (one.person ?? ""),
        role: one.role ?? "",
        // At first those who are in the course to grade.
        grades: before.size > 0 ? kept !== undefined : one.role === "grader" || one.role === "assistant",
        weight: String(kept?.weight || 1),
        sections: kept?.sections ?? [],
        conflicts: kept?.conflicts ?? [],
      };
    });
  return {
    method: plan?.method || "even",
    seed: before.size > 0 ? (plan?.seed ?? 0) : anySeed(),
    lines,
    second: String(plan?.second_percent ?? 0),
    tolerance: String(plan?.tolerance ?? 0),
    unit: plan?.tolerance_unit || "points",
  };
}

function planOf(draft: Draft): AllocationPlan {
  const graders = draft.lines
    .filter((one) => one.grades)
    .map(
      (one): AllocationGrader => ({
        person: one.person,
        weight: numberOf(one.weight) ?? 0,
        sections: draft.method === "sections" ? one.sections : [],
        conflicts: one.conflicts,
      }),
    );
  return {
    method: draft.method,
    seed: draft.seed,
    graders,
    second_percent: numberOf(draft.second) ?? 0,
    tolerance: numberOf(draft.tolerance) ?? 0,
    tolerance_unit: draft.unit,
  };
}

const isWrong = (text: string): boolean => Number.isNaN(numberOf(text) ?? 0);

// Several of a list, with a name for each.
function Several(props: {
  label: string;
  all: { id: string; name: string }[];
  chosen: string[];
  set: (chosen: string[]) => void;
}) {
  return (
    <select
      multiple
      size={Math.min(4, Math.max(2, props.all.length))}
      aria-label={props.label}
      value={props.chosen}
      onChange={(event) => props.set([...event.target.selectedOptions].map((one) => one.value))}
    >
      {props.all.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

function Preview({ allocation }: { allocation: Allocation }) {
  const { t } = useT();
  const left = (allocation.works ?? []).filter((one) => one.why_not);
  return (
    <section className="stack" aria-label={t("allocation.preview")}>
      <p role="status">{t("allocation.would_move", { count: allocation.moved ?? 0 })}</p>
      <Table
        label={t("allocation.preview")}
        heads={[t("allocation.grader"), num(t("allocation.first")), num(t("allocation.second"))]}
      >
        {(allocation.plan?.graders ?? []).map((one) => (
          <tr key={one.person}>
            <td>{one.name}</td>
            <td className="num">{one.allocated}</td>
            <td className="num">{one.second_allocated}</td>
          </tr>
        ))}
      </Table>
      <Left works={left} />
    </section>
  );
}

// Work that nobody may grade.
export function Left({ works }: { works: NonNullable<Allocation["works"]> }) {
  const { t } = useT();
  if (works.length === 0) return null;
  return (
    <ul className="notice warn plain">
      {works.map((one) => (
        <li key={one.person}>
          {one.name || one.person}: {t(`allocation.why.${one.why_not}` as Key)}
        </li>
      ))}
    </ul>
  );
}

function Form(props: { course: string; id: string; start: Draft; people: { id: string; name: string }[]; onClose: () => void }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const sections = (useCourse(props.course).data?.sections ?? []).map((one) => ({
    id: one.id ?? "",
    name: one.name || (one.id ?? ""),
  }));
  const [draft, setDraft] = useState(props.start);
  const [reason, setReason] = useState("");
  const [coming, setComing] = useState<Allocation | null>(null);
  const change = (next: Partial<Draft>) => {
    setDraft({ ...draft, ...next });
    setComing(null);
  };
  const changeLine = (person: string, next: Partial<Line>) =>
    change({ lines: draft.lines.map((one) => (one.person === person ? { ...one, ...next } : one)) });
  const wrong =
    isWrong(draft.second) || isWrong(draft.tolerance) || draft.lines.some((one) => one.grades && isWrong(one.weight));
  const look = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => setComing(await putAllocation(props.course, props.id, planOf(draft), reason, false)));
  };
  const apply = () =>
    void run(async () => {
      await putAllocation(props.course, props.id, planOf(draft), reason, true);
      await courseChanged(queries, props.course);
      props.onClose();
    });
  return (
    <form className="stack" onSubmit={look}>
      <label className="field">
        {t("allocation.method")}
        <select data-first value={draft.method} onChange={(event) => change({ method: event.target.value })}>
          {methods.map((one) => (
            <option key={one} value={one}>
              {t(`allocation.method.${one}` as Key)}
            </option>
          ))}
        </select>
      </label>
      <Table
        label={t("allocation.graders")}
        heads={[
          t("allocation.grader"),
          ...(draft.method === "weights" ? [t("allocation.weight")] : []),
          ...(draft.method === "sections" ? [t("people.sections")] : []),
          t("allocation.conflicts"),
        ]}
      >
        {draft.lines.map((one) => (
          <tr key={one.person}>
            <td>
              <label className="row check">
                <input
                  type="checkbox"
                  checked={one.grades}
                  onChange={(event) => changeLine(one.person, { grades: event.target.checked })}
                />
                {one.name} <span className="small soft">{t(`people.role.${one.role}` as Key)}</span>
              </label>
            </td>
            {draft.method === "weights" && (
              <td>
                <input
                  className="points"
                  type="text"
                  inputMode="decimal"
                  aria-label={t("allocation.weight_of", { name: one.name })}
                  aria-invalid={isWrong(one.weight)}
                  disabled={!one.grades}
                  value={one.weight}
                  onChange={(event) => changeLine(one.person, { weight: event.target.value })}
                />
              </td>
            )}
            {draft.method === "sections" && (
              <td>
                {one.grades && (
                  <Several
                    label={t("allocation.sections_of", { name: one.name })}
                    all={sections}
                    chosen={one.sections}
                    set={(chosen) => changeLine(one.person, { sections: chosen })}
                  />
                )}
              </td>
            )}
            <td>
              {one.grades && (
                <details>
                  <summary>
                    {t("allocation.conflicts_count", { count: one.conflicts.length })}
                    <span className="hidden">: {one.name}</span>
                  </summary>
                  <Several
                    label={t("allocation.conflicts_of", { name: one.name })}
                    all={props.people}
                    chosen={one.conflicts}
                    set={(chosen) => changeLine(one.person, { conflicts: chosen })}
                  />
                </details>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <div className="row">
        <label className="row">
          {t("allocation.second_percent")}
          <input
            className="points"
            type="text"
            inputMode="decimal"
            aria-invalid={isWrong(draft.second)}
            value={draft.second}
            onChange={(event) => change({ second: event.target.value })}
          />
        </label>
        <label className="row">
          {t("allocation.tolerance")}
          <input
            className="points"
            type="text"
            inputMode="decimal"
            aria-invalid={isWrong(draft.tolerance)}
            value={draft.tolerance}
            onChange={(event) => change({ tolerance: event.target.value })}
          />
        </label>
        <label className="row">
          <span className="hidden">{t("allocation.unit")}</span>
          <select value={draft.unit} onChange={(event) => change({ unit: event.target.value })}>
            <option value="points">{t("allocation.unit.points")}</option>
            <option value="percent">{t("allocation.unit.percent")}</option>
          </select>
        </label>
      </div>
      <div className="row">
        <button type="button" className="button narrow" onClick={() => change({ seed: anySeed() })}>
          {t("allocation.draw_anew")}
        </button>
        <span className="small soft">{t("allocation.seed", { seed: String(draft.seed) })}</span>
      </div>
      <label className="field">
        {t("grading.reason")}
        <input type="text" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {error !== null && <Failure error={error} />}
      {coming && <Preview allocation={coming} />}
      <div className="row">
        <button className={coming ? "button" : "button main"} disabled={busy || wrong}>
          {t("allocation.look")}
        </button>
        {coming && (
          <button type="button" className="button main" disabled={busy} onClick={apply}>
            {t("allocation.apply")}
          </button>
        )}
      </div>
    </form>
  );
}

// How work is divided: by what, between whom, and what is marked twice. What would come is shown before it does.
export function AllocationDialog(props: { course: string; id: string; plan: AllocationPlan | undefined; onClose: () => void }) {
  const { t } = useT();
  const people = useCoursePeople(props.course);
  return (
    <Dialog wide title={t("allocation.divide")} onClose={props.onClose}>
      <Loaded query={people}>
        {({ people: all = [] }) => (
          <Form
            course={props.course}
            id={props.id}
            start={draftOf(props.plan, all)}
            people={all
              .filter((one) => one.role === "student")
              .map((one) => ({ id: one.person ?? "", name: one.name || (one.person ?? "") }))}
            onClose={props.onClose}
          />
        )}
      </Loaded>
    </Dialog>
  );
}
