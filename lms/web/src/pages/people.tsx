import { useState } from "react";
import { Link } from "wouter";
import { usePeople } from "../api/people";
import { useT } from "../i18n";
import { Invitations, Invite } from "../ui/invite";
import { Failure, Loading } from "../ui/parts";
import { useSettled } from "../ui/settled";
import "../styles/admin.css";
import { Table } from "../ui/table";

// Everybody in the organisation, for administrators.
export default function People() {
  const { t } = useT();
  const [text, setText] = useState("");
  const query = usePeople(useSettled(text.trim()));
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("people.title")}</h1>
        <Link href="/providers">{t("providers.title")}</Link>
        <Link href="/mail">{t("mail.title")}</Link>
      </div>
      <section className="sheet">
        <label className="field gap-below">
          {t("people.search")}
          <input type="search" value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        </label>
        {query.error && !query.data ? (
          <Failure error={query.error} retry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Loading />
        ) : people.length === 0 ? (
          <p className="soft">{t("people.nobody_found")}</p>
        ) : (
          <Table
            label={t("people.title")}
            heads={[t("settings.name"), t("settings.email"), t("people.roles"), t("people.state")]}
          >
            {people.map((one) => (
              <tr key={one.id} className="pick">
                <td>
                  <Link href={`/people/${encodeURIComponent(one.id)}`}>{one.name}</Link>
                </td>
                <td className="soft">{one.email}</td>
                <td>
                  {one.roles.map((role) => (
                    <span key={role.course} className="verdict">
                      {role.course}: {t(`people.role.${role.role}`)}
                    </span>
                  ))}
                </td>
                <td>
                  {one.administrator && <span className="verdict calm">{t("people.administrator")}</span>}
                  {one.disabled && <span className="verdict warn">{t("people.disabled")}</span>}
                </td>
              </tr>
            ))}
          </Table>
        )}
        {query.hasNextPage && (
          <button className="button gap-above" disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
            {t("people.more")}
          </button>
        )}
      </section>
      <Invite />
      <Invitations />
    </div>
  );
}
