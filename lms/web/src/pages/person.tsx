import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { ApiError, type Schemas, client, take } from "../api/client";
import { download, save } from "../api/files";
import { type Person, type Role, putPerson, roles, usePerson } from "../api/people";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { Sessions, Tokens } from "../ui/access";
import { useAct } from "../ui/act";
import { Copyable } from "../ui/copy";
import { RoleChange, RoleSelect, useCourseIds } from "../ui/invite";
import { Failure, Loaded } from "../ui/parts";
import "../styles/admin.css";
import { Actions, Table } from "../ui/table";

// One person of the organisation, for administrators.
export default function PersonView({ id }: { id: string }) {
  const query = usePerson(id);
  return <Loaded query={query}>{(person) => <One person={person} />}</Loaded>;
}

function One({ person }: { person: Person }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const put = (next: Person) =>
    run(async () => {
      const now = await putPerson(next);
      queries.setQueryData(["organisation", "person", person.id], now);
      await queries.invalidateQueries({ queryKey: ["organisation", "list"] });
      await queries.invalidateQueries({ queryKey: ["sessions", person.id] });
      // The names of one's own are shown above.
      if (person.id === me.data?.id) await queries.invalidateQueries({ queryKey: ["me"] });
    });
  return (
    <div className="stack">
      <div className="head">
        <h1>{person.name}</h1>
        <Link className="soft" href="/people">
          {t("people.title")}
        </Link>
        {person.administrator && <span className="verdict calm">{t("people.administrator")}</span>}
        {person.disabled && <span className="verdict warn">{t("people.disabled")}</span>}
      </div>
      {error !== null && <Failure error={error} />}
      <div className="grid">
        <About key={person.name + person.email} person={person} busy={busy} put={put} />
        <Access person={person} busy={busy} put={put} />
      </div>
      <Roles person={person} busy={busy} put={put} />
      <Sessions whose={{ person: person.id }} />
      <Tokens whose={{ person: person.id }} />
      <Data person={person} />
    </div>
  );
}

interface Changing {
  person: Person;
  busy: boolean;
  put: (next: Person) => Promise<boolean>;
}

function About({ person, busy, put }: Changing) {
  const { t } = useT();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void put({ ...person, name: String(form.get("name")).trim(), email: String(form.get("email")).trim() });
  };
  return (
    <form className="sheet" onSubmit={save}>
      <h2>{t("people.about")}</h2>
      <label className="field">
        {t("settings.name")}
        <input type="text" name="name" required maxLength={200} defaultValue={person.name} autoComplete="off" />
      </label>
      <label className="field">
        {t("settings.email")}
        <input type="email" name="email" maxLength={254} defaultValue={person.email ?? ""} autoComplete="off" />
      </label>
      <button className="button main gap-above" disabled={busy}>
        {t("people.save")}
      </button>
    </form>
  );
}

function Access({ person, busy, put }: Changing) {
  const { t } = useT();
  const me = useMe();
  const own = person.id === me.data?.id;
  const [link, setLink] = useState<Schemas["Invitation"] | null>(null);
  const invitation = useAct();
  return (
    <section className="sheet">
      <h2>{t("people.access")}</h2>
      <p>{t(person.disabled ? "people.is_disabled" : "people.may_sign_in")}</p>
      <div className="row">
        <button
          className="button"
          disabled={busy || (own && !person.disabled)}
          onClick={() => void put({ ...person, disabled: !person.disabled })}
        >
          {t(person.disabled ? "people.enable" : "people.disable")}
        </button>
        <button
          className="button"
          disabled={busy || own}
          onClick={() => void put({ ...person, administrator: !person.administrator })}
        >
          {t(person.administrator ? "people.no_administrator" : "people.make_administrator")}
        </button>
      </div>
      <h3 className="gap-above">{t("people.lost_password")}</h3>
      <p className="soft small">{t("people.lost_password_is")}</p>
      {invitation.error !== null && <Failure error={invitation.error} />}
      {link?.link ? (
        <Copyable label={t("people.link")} value={link.link} />
      ) : (
        <button
          className="button"
          disabled={invitation.busy || person.disabled}
          onClick={() =>
            void invitation.run(async () =>
              setLink(await take(client.POST("/v1/invitations", { body: { person: person.id } }))),
            )
          }
        >
          {t("people.make_link")}
        </button>
      )}
    </section>
  );
}

function Roles({ person, busy, put }: Changing) {
  const { t } = useT();
  const courses = useCourseIds();
  const [course, setCourse] = useState("");
  const [role, setRole] = useState<Role>("student");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const others = person.roles.filter((one) => one.course !== course.trim());
    void put({ ...person, roles: [...others, { course: course.trim(), role }] }).then((done) => {
      if (done) setCourse("");
    });
  };
  return (
    <section className="sheet">
      <h2>{t("people.roles")}</h2>
      {person.roles.length === 0 ? (
        <p className="soft">{t("people.no_roles")}</p>
      ) : (
        <Table
          label={t("people.roles")}
          heads={[t("problems.course"), t("people.role"), t("people.beside"), <Actions />]}
        >
          {person.roles.map((one) => (
            <tr key={one.course}>
              <td>{one.course}</td>
              <td>
                <RoleChange
                  key={one.role}
                  label={t("people.role_in", { course: one.course })}
                  value={one.role}
                  choices={roles}
                  busy={busy}
                  onSave={(next) =>
                    void put({
                      ...person,
                      roles: person.roles.map((other) => (other === one ? { ...one, role: next } : other)),
                    })
                  }
                />
              </td>
              <td className="small soft">
                {[...(one.allowed ?? []).map((word) => `+ ${word}`), ...(one.forbidden ?? []).map((word) => `− ${word}`)].join(
                  ", ",
                )}
              </td>
              <td className="num">
                <button
                  className="button narrow"
                  disabled={busy}
                  onClick={() => void put({ ...person, roles: person.roles.filter((other) => other !== one) })}
                >
                  {t("people.take_role")}
                  <span className="hidden">: {one.course}</span>
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <form className="row gap-above" onSubmit={add}>
        <label className="row">
          <span>{t("problems.course")}</span>
          <input
            type="text"
            required
            list="courses-to-give"
            pattern="[a-z0-9][a-z0-9._\-]{0,99}"
            value={course}
            autoComplete="off"
            onChange={(event) => setCourse(event.target.value)}
          />
          <datalist id="courses-to-give">
            {courses.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        <RoleSelect label={t("people.role")} hideLabel value={role} choices={roles} onChange={setRole} />
        <button className="button" disabled={busy}>
          {t("people.give_role")}
        </button>
      </form>
    </section>
  );
}

// What is kept about them: all of it as one archive; and its end, which their name has to be typed for.
function Data({ person }: { person: Person }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const archive = useAct();
  const erasure = useAct();
  const [typed, setTyped] = useState("");
  const [receipt, setReceipt] = useState<object | null>(null);
  const erase = (event: FormEvent) => {
    event.preventDefault();
    void erasure.run(async () => {
      // First what the similarity index holds; an installation may have none.
      await take(client.POST("/v1/similarity/erasures", { body: { person: person.id } })).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 501)) throw error;
      });
      const done = await take(
        client.POST("/v1/people/{id}/erase", { params: { path: { id: person.id } }, body: { confirm: person.id } }),
      );
      setReceipt(done);
      await queries.invalidateQueries({ queryKey: ["organisation", "list"] });
    });
  };
  if (receipt !== null)
    return (
      <section className="sheet" aria-live="polite">
        <h2>{t("people.erased")}</h2>
        <p>{t("people.receipt_is")}</p>
        <button
          className="button main"
          onClick={() =>
            save(
              new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }),
              `erasure-${person.id}.json`,
            )
          }
        >
          {t("people.receipt")}
        </button>
      </section>
    );
  return (
    <section className="sheet">
      <h2>{t("people.data_of")}</h2>
      {archive.error !== null && <Failure error={archive.error} />}
      <div className="row">
        <button
          className="button"
          disabled={archive.busy}
          onClick={() =>
            void archive.run(() =>
              download(`/v1/people/${encodeURIComponent(person.id)}/export`, `assay-${person.id}.zip`),
            )
          }
        >
          {t(archive.busy ? "people.exporting" : "people.export_do")}
        </button>
        <Link
          className="button"
          href={`/audit?subject=${encodeURIComponent(person.id)}&name=${encodeURIComponent(person.name)}`}
        >
          {t("people.audit_of")}
        </Link>
      </div>
      {person.id !== me.data?.id && (
        <form className="gap-above danger" onSubmit={erase}>
          <h3>{t("people.erase")}</h3>
          <p>{t("people.erase_is")}</p>
          <label className="field">
            {t("people.type_name", { name: person.name })}
            <input type="text" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          </label>
          {erasure.error !== null && <Failure error={erasure.error} />}
          <button className="button gap-above" disabled={erasure.busy || typed !== person.name}>
            {t("people.erase_do")}
          </button>
        </form>
      )}
    </section>
  );
}
