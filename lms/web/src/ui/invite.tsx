import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { type Role, roles, useInvitations } from "../api/people";
import { useCourses, useMe } from "../api/queries";
import { useT } from "../i18n";
import { useAct } from "./act";
import { Ago } from "./ago";
import { Copyable } from "./copy";
import { Failure, Loaded } from "./parts";
import { Actions, Table } from "./table";

// The courses that one can name: those that one is in, and those that one sees.
export function useCourseIds(): string[] {
  const me = useMe();
  const courses = useCourses();
  const ids = [...(me.data?.roles ?? []).map((one) => one.course), ...(courses.data?.courses ?? []).map((one) => one.id ?? "")];
  return [...new Set(ids)].filter(Boolean).sort();
}

// The roles that this person may give in a course: owners any, instructors those below them.
export function useRolesToGive(course: string): Role[] {
  const me = useMe();
  if (me.data?.administrator) return roles;
  const own = me.data?.roles.find((one) => one.course === course)?.role;
  if (own === "owner") return roles;
  return own === undefined ? [] : roles.slice(roles.indexOf(own as Role) + 1);
}

export function RoleSelect(props: {
  label: string;
  value: string;
  choices: Role[];
  hideLabel?: boolean;
  onChange: (role: Role) => void;
}) {
  const { t } = useT();
  const { label, value, choices, hideLabel, onChange } = props;
  return (
    <label className={hideLabel ? undefined : "field"}>
      {hideLabel ? <span className="hidden">{label}</span> : label}
      <select value={value} onChange={(event) => onChange(event.target.value as Role)}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {t(`people.role.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

// Another role for somebody who has one: chosen, then saved, since arrows alone move through a list.
export function RoleChange(props: {
  label: string;
  value: Role;
  choices: Role[];
  busy: boolean;
  onSave: (role: Role) => void;
}) {
  const { t } = useT();
  const { label, value, choices, busy, onSave } = props;
  const [chosen, setChosen] = useState(value);
  return (
    <div className="row tight">
      <RoleSelect label={label} hideLabel value={chosen} choices={choices} onChange={setChosen} />
      <button className="button narrow" disabled={busy || chosen === value} onClick={() => onSave(chosen)}>
        {t("people.save")}
        <span className="hidden">: {label}</span>
      </button>
    </div>
  );
}

// Somebody new: a link with which they set their password. `course` fixed: for its instructors.
export function Invite({ course }: { course?: string }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const courses = useCourseIds();
  const [where, setWhere] = useState(course ?? "");
  const choices = useRolesToGive(where);
  const [role, setRole] = useState<Role>("student");
  const [made, setMade] = useState<Schemas["Invitation"] | null>(null);
  const { busy, error, run } = useAct();
  const invite = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    void run(async () => {
      setMade(null);
      const body = {
        email: text("email"),
        ...(text("name") ? { name: text("name") } : {}),
        ...(where.trim() ? { course: where.trim(), role } : {}),
        ...(fields.get("administrator") === "on" ? { administrator: true } : {}),
      };
      setMade(await take(client.POST("/v1/invitations", { body })));
      form.reset();
      setWhere(course ?? "");
      await queries.invalidateQueries({ queryKey: ["invitations"] });
      await queries.invalidateQueries({ queryKey: ["organisation"] });
    });
  };
  return (
    <form className="sheet" onSubmit={invite}>
      <h2>{t("people.invite")}</h2>
      <p className="soft">{t("people.invite_is")}</p>
      {made?.link && (
        <div className="notice good gap-below">
          <p>{t("people.link_once", { name: made.person.name })}</p>
          {made.mailed && <p>{t("mail.invited", { email: made.person.email ?? "" })}</p>}
          <Copyable label={t("people.link")} value={made.link} />
        </div>
      )}
      <div className="inputs">
        <label className="field">
          {t("settings.email")}
          <input type="email" name="email" required maxLength={254} autoComplete="off" />
        </label>
        <label className="field">
          {t("settings.name")}
          <input type="text" name="name" maxLength={200} autoComplete="off" />
        </label>
        {course === undefined && (
          <label className="field">
            {t("problems.course")}
            <input
              type="text"
              list="courses-known"
              value={where}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setWhere(event.target.value)}
            />
          </label>
        )}
        {where.trim() !== "" && (
          <RoleSelect label={t("people.role")} value={role} choices={choices} onChange={setRole} />
        )}
      </div>
      <datalist id="courses-known">
        {courses.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {course === undefined && me.data?.administrator && (
        <label className="row gap-above">
          <input type="checkbox" name="administrator" /> {t("people.make_administrator")}
        </label>
      )}
      {error !== null && <Failure error={error} />}
      <button className="button main gap-above" disabled={busy}>
        {t("people.invite_do")}
      </button>
    </form>
  );
}

// Links that can still be used.
export function Invitations({ course }: { course?: string }) {
  const { t } = useT();
  const queries = useQueryClient();
  const query = useInvitations(course ?? "");
  const { busy, error, run } = useAct();
  return (
    <section className="sheet">
      <h2>{t("people.invitations")}</h2>
      {error !== null && <Failure error={error} />}
      <Loaded query={query}>
        {({ invitations }) =>
          <Table
            label={t("people.invitations")}
            heads={[t("settings.name"), t("settings.email"), t("people.roles"), t("people.good_until"), <Actions />]}
            empty={t("people.no_invitations")}
          >
            {invitations.map((one) => (
              <tr key={one.id}>
                <td>{one.person.name}</td>
                <td className="soft">{one.person.email}</td>
                <td className="soft">
                  {one.person.roles.map((role) => `${role.course}: ${t(`people.role.${role.role}`)}`).join(", ")}
                </td>
                <td className="soft">
                  <Ago at={one.expires_at} />
                </td>
                <td className="num">
                  <button
                    className="button narrow"
                    disabled={busy}
                    onClick={() =>
                      void run(async () => {
                        await take(
                          client.DELETE("/v1/invitations/{id}", {
                            params: { path: { id: one.id }, query: course ? { course } : {} },
                          }),
                        );
                        await queries.invalidateQueries({ queryKey: ["invitations"] });
                      })
                    }
                  >
                    {t("people.take_back")}
                    <span className="hidden">: {one.person.name}</span>
                  </button>
                </td>
              </tr>
            ))}
          </Table>
        }
      </Loaded>
    </section>
  );
}
