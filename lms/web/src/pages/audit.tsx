import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { client, take } from "../api/client";
import { useAudit } from "../api/people";
import { useT } from "../i18n";
import { AuditTable } from "../ui/audit-table";
import { FindPerson } from "../ui/find-person";
import "../styles/admin.css";

// The names of those who stand in what is shown, each asked for once. Who is erased has none.
function useNamesOf(ids: string[]) {
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["organisation", "name", id],
      staleTime: 600_000,
      retry: false,
      queryFn: async () => (await take(client.GET("/v1/people/{id}", { params: { path: { id } } }))).name,
    })),
  });
  const names = new Map(ids.map((id, i) => [id, answers[i]?.data]));
  return (id: string) => names.get(id) ?? id.slice(0, 8);
}

export default function Audit() {
  const { t } = useT();
  const asked = useMemo(() => new URLSearchParams(window.location.search), []);
  const [subject, setSubject] = useState({ id: asked.get("subject") ?? "", name: asked.get("name") ?? "" });
  const [actor, setActor] = useState({ id: "", name: "" });
  const filter = { own: false, subject: subject.id, actor: actor.id };
  const records = useAudit(filter).data?.pages.flatMap((page) => page.records) ?? [];
  const ids = [...new Set(records.flatMap((one) => [one.actor, ...one.subjects.slice(0, 3)]))].filter(
    (id) => id !== "" && id !== "system",
  );
  const nameOf = useNamesOf(ids);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("audit.title")}</h1>
      </div>
      <p className="soft">{t("audit.explained")}</p>
      <section className="sheet inputs">
        <FindPerson
          label={t("audit.about")}
          value={subject.id}
          name={subject.name || subject.id}
          onChange={(id, name) => setSubject({ id, name })}
        />
        <FindPerson
          label={t("audit.by")}
          value={actor.id}
          name={actor.name || actor.id}
          onChange={(id, name) => setActor({ id, name })}
        />
      </section>
      <section className="sheet">
        <AuditTable filter={filter} nameOf={nameOf} links />
      </section>
    </div>
  );
}
