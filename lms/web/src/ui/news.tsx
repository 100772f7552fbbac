import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { type Schemas, client, take } from "../api/client";
import { useT } from "../i18n";
import { Ago } from "./ago";
import { Failure } from "./parts";
import { Table, num } from "./table";
import { useAct } from "./act";

// What happened in one's courses and was not read yet: grades, answers, requests.
export function News({ count }: { count: number }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { error, run } = useAct();
  const query = useQuery({
    enabled: count > 0,
    queryKey: ["notifications"],
    refetchInterval: 60_000,
    queryFn: () => take(client.GET("/v1/notifications")),
  });
  // Before they are there their room is: how many come is known.
  const coming = Array.from({ length: count }, (_, i): Schemas["Notification"] => ({ id: `coming ${i}`, title: "…" }));
  const unread = query.data ? (query.data.notifications ?? []).filter((one) => !one.read) : query.error ? [] : coming;
  if (unread.length === 0) return null;
  const read = (ids: string[]) =>
    run(async () =>
      queries.setQueryData(["notifications"], await take(client.POST("/v1/notifications/read", { body: { ids } }))),
    );
  return (
    <section className="sheet news">
      <div className="row spread">
        <h2>{t("course.news")}</h2>
        <button className="button narrow" onClick={() => void read([])}>
          {t("course.news_read")}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
        <Table label={t("course.news")} heads={[t("course.news"), num(t("board.when"))]}>
          {unread.slice(0, 8).map((one) => (
            <tr key={one.id} className="pick">
              <td>
                <Link href={one.link || "/"} onClick={() => void read([one.id ?? ""])}>
                  {one.title}
                </Link>
              </td>
              <td className="soft num">
                <Ago at={one.at} />
              </td>
            </tr>
          ))}
        </Table>
      {unread.length > 8 && <p className="small soft">{t("course.news_more", { count: unread.length - 8 })}</p>}
    </section>
  );
}
