import { Link } from "wouter";
import { useAudit, type AuditRecord } from "../api/people";
import { useMe } from "../api/queries";
import en from "../i18n/en.json";
import { type Key, useT } from "../i18n";
import { Failure, Loading } from "./parts";
import { Table, num } from "./table";

// Names where they are known, ids where not: who is erased has none any more.
export type NameOf = (id: string) => string;

function Detail({ record }: { record: AuditRecord }) {
  const { t } = useT();
  const words = Object.entries(record.detail ?? {})
    .filter(([, value]) => value !== null && value !== "" && typeof value !== "object")
    .map(([name, value]) => `${name}: ${String(value)}`);
  if (!record.detail) return null;
  return (
    <details>
      <summary>{words.slice(0, 2).join(", ") || t("audit.detail")}</summary>
      <pre className="short">{JSON.stringify(record.detail, null, 2)}</pre>
    </details>
  );
}

// What was done, the newest first, page by page.
export function AuditTable(props: { filter: Parameters<typeof useAudit>[0]; nameOf: NameOf; links: boolean }) {
  const { filter, nameOf, links } = props;
  const { t, time } = useT();
  const me = useMe();
  const query = useAudit(filter);
  const records = query.data?.pages.flatMap((page) => page.records) ?? [];
  const who = (id: string) =>
    id === "" ? (
      <span className="soft">{t("audit.nobody")}</span>
    ) : id === "system" ? (
      <span className="soft">{t("audit.system")}</span>
    ) : id === me.data?.id ? (
      t("audit.you")
    ) : links ? (
      <Link href={`/people/${encodeURIComponent(id)}`}>{nameOf(id)}</Link>
    ) : (
      nameOf(id)
    );
  if (query.error && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  if (records.length === 0) return <p className="soft">{t("audit.none")}</p>;
  return (
    <>
    <Table
      label={t("audit.title")}
      heads={[
        num(t("audit.number")),
        t("board.when"),
        t("sim.who"),
        t("audit.what"),
        t("audit.about"),
        t("audit.detail"),
      ]}
    >
      {records.map((one) => {
        // Of others one is told how many, not who.
        const subjects = filter.own ? one.subjects.filter((id) => id === me.data?.id) : one.subjects.slice(0, 3);
        const more = one.subjects.length - subjects.length;
        const key = `audit.action.${one.action}`;
        return (
          <tr key={one.seq} className="pick">
            <td className="num soft">{one.seq}</td>
            <td className="nowrap">{one.at ? time(one.at) : ""}</td>
            <td>{who(one.actor)}</td>
            <td>{key in en ? t(key as Key) : <span className="mono">{one.action}</span>}</td>
            <td>
              {subjects.map((id, i) => (
                <span key={id}>
                  {i > 0 && ", "}
                  {who(id)}
                </span>
              ))}
              {more > 0 && <span className="soft"> {t("audit.more", { count: more })}</span>}
            </td>
            <td className="small">
              <Detail record={one} />
            </td>
          </tr>
        );
      })}
    </Table>
      {query.hasNextPage && (
        <button className="button gap-above" disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
          {t("audit.older")}
        </button>
      )}
    </>
  );
}
