import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { save } from "../api/files";
import { type Role, type Roster, importRoster, previewRoster } from "../api/people";
import { useCoursePeople, useMe } from "../api/queries";
import { type Key, useT } from "../i18n";
import { useAct } from "../ui/act";
import { CourseHead } from "../ui/course-head";
import { DropFile } from "../ui/drop-file";
import { Invitations, Invite, RoleChange, useRolesToGive } from "../ui/invite";
import { LtiLinks } from "../ui/lti-links";
import { Failure, Loaded } from "../ui/parts";
import "../styles/admin.css";
import { Table, num } from "../ui/table";

// Who is in a course, and who comes in.
export default function RosterView({ course }: { course: string }) {
  const { t } = useT();
  const me = useMe();
  const manages = me.data?.may("roster.manage", course) ?? false;
  return (
    <div className="stack">
      <CourseHead course={course} title={t("people.title")} />
      <Members course={course} manages={manages} />
      {manages && (
        <>
          <Import course={course} />
          <Invite course={course} />
          <Invitations course={course} />
          <LtiLinks course={course} />
        </>
      )}
    </div>
  );
}

// A cell of a table in CSV: never split, whatever stands in it.
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

function Members({ course, manages }: { course: string; manages: boolean }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  // The course's own list follows that of the organisation after a while; what was just given is shown at once.
  const people = useCoursePeople(course, 8_000);
  const [given, setGiven] = useState<ReadonlyMap<string, Role>>(new Map());
  const choices = useRolesToGive(course);
  const { busy, error, run } = useAct();
  const give = (person: string, email: string, role: Role) =>
    void run(async () => {
      await importRoster(course, `email,role\n${cell(email)},${role}\n`, false);
      setGiven(new Map(given).set(person, role));
      await queries.invalidateQueries({ queryKey: ["people", course] });
    });
  return (
    <section className="sheet">
      {error !== null && <Failure error={error} />}
      <Loaded query={people}>
        {({ people }) => (
          <Table
            label={t("people.of_course", { course })}
            heads={[t("settings.name"), t("settings.email"), t("people.role"), t("people.sections")]}
          >
            {(people ?? []).map((one) => {
              const role = given.get(one.person ?? "") ?? (one.role as Role);
              const may = manages && one.email && one.person !== me.data?.id && choices.includes(role);
              return (
                <tr key={one.person}>
                  <td>{one.name}</td>
                  <td className="soft">{one.email}</td>
                  <td>
                    {may ? (
                      <RoleChange
                        key={role}
                        label={t("people.role_of", { name: one.name ?? "" })}
                        value={role}
                        choices={choices}
                        busy={busy}
                        onSave={(next) => give(one.person ?? "", one.email ?? "", next)}
                      />
                    ) : (
                      t(`people.role.${role}` as Key)
                    )}
                  </td>
                  <td className="soft">{(one.sections ?? []).join(", ")}</td>
                </tr>
              );
            })}
          </Table>
        )}
      </Loaded>
    </section>
  );
}

const kTone: Record<Roster["rows"][number]["plan"], string> = {
  invite: "good",
  add: "good",
  change: "calm",
  same: "",
  wrong: "bad",
};

function Import({ course }: { course: string }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [table, setTable] = useState("");
  const [plan, setPlan] = useState<Roster | null>(null);
  const [skip, setSkip] = useState(false);
  const look = (text: string) =>
    void run(async () => {
      setTable(text);
      setPlan(null);
      setPlan(await previewRoster(course, text));
    });
  const links = plan?.applied ? plan.rows.filter((one) => one.link) : [];
  const changes = plan?.rows.filter((one) => one.plan !== "wrong" && one.plan !== "same").length ?? 0;
  return (
    <section className="sheet">
      <h2>{t("people.import")}</h2>
      <p className="soft">{t("people.import_is")}</p>
      <DropFile label={t("people.import_file")} accept=".csv,.tsv,.txt,text/csv" onFile={(file) => void file.text().then(look)} />
      <label className="field gap-above">
        {t("people.import_text")}
        <textarea
          className="mono"
          rows={4}
          value={table}
          spellCheck={false}
          placeholder={"email,name,role\nada@example.org,Ada Lovelace,student"}
          onChange={(event) => {
            setTable(event.target.value);
            setPlan(null);
          }}
        />
      </label>
      <button className="button gap-above" disabled={busy || table.trim() === ""} onClick={() => look(table)}>
        {t("people.preview")}
      </button>
      {error !== null && <Failure error={error} />}
      {plan && (
        <div className="gap-above" aria-live="polite">
          <h3>{t(plan.applied ? "people.imported" : "people.would_do")}</h3>
          <Table
            label={t("people.would_do")}
            heads={[
              num(t("people.line")),
              t("people.plan"),
              t("settings.name"),
              t("settings.email"),
              t("people.role"),
              t("test.says"),
            ]}
          >
            {plan.rows.map((one) => (
              <tr key={one.line}>
                <td className="num soft">{one.line}</td>
                <td>
                  <span className={`verdict ${kTone[one.plan]}`}>{t(`people.plan.${one.plan}`)}</span>
                </td>
                <td>{one.name}</td>
                <td>{one.email}</td>
                <td>{t(`people.role.${one.role}`)}</td>
                <td className={one.plan === "wrong" ? "wrong" : "soft"}>{one.message}</td>
              </tr>
            ))}
          </Table>
          {!plan.applied && (
            <div className="row gap-above">
              {plan.wrong > 0 && (
                <label className="row">
                  <input type="checkbox" checked={skip} onChange={(event) => setSkip(event.target.checked)} />{" "}
                  {t("people.skip_wrong", { count: plan.wrong })}
                </label>
              )}
              <button
                className="button main"
                disabled={busy || changes === 0 || (plan.wrong > 0 && !skip)}
                onClick={() =>
                  void run(async () => {
                    setPlan(await importRoster(course, table, skip));
                    await queries.invalidateQueries({ queryKey: ["people", course] });
                    await queries.invalidateQueries({ queryKey: ["invitations"] });
                  })
                }
              >
                {t("people.import_do", { count: changes })}
              </button>
            </div>
          )}
          {links.length > 0 && (
            <div className="notice good gap-above">
              <p>{t("people.links_once", { count: links.length })}</p>
              <button
                className="button"
                onClick={() =>
                  save(
                    new Blob(
                      [
                        "email,link\r\n",
                        ...links.map((one) => `${cell(one.email ?? "")},${cell(one.link ?? "")}\r\n`),
                      ],
                      { type: "text/csv" },
                    ),
                    `links-${course}.csv`,
                  )
                }
              >
                {t("people.links_save")}
              </button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}
