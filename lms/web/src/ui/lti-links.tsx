import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type LtiLink, resendScores, syncRoster, unlink, useLtiLinks } from "../api/lti";
import { type Key, useT } from "../i18n";
import { useAct } from "./act";
import { Dialog } from "./dialog";
import { Failure } from "./parts";
import { Table, num } from "./table";

type Rows = Awaited<ReturnType<typeof syncRoster>>;

function LinkView({ course, link }: { course: string; link: LtiLink }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [roster, setRoster] = useState<Rows | null>(null);
  const [sure, setSure] = useState(false);
  const id = link.id ?? "";
  const again = () => queries.invalidateQueries({ queryKey: ["lti", "links", course] });
  const changes = (roster?.rows ?? []).filter((one) => one.plan !== "same" && one.plan !== "skip").length;
  const failed = (link.items ?? []).reduce((sum, one) => sum + (one.failed ?? 0), 0);
  const look = (apply: boolean) =>
    void run(async () => {
      setRoster(await syncRoster(course, id, apply));
      if (apply) await queries.invalidateQueries({ queryKey: ["people", course] });
    });
  return (
    <div className="stack">
      <h3>
        {link.title || link.context} · {link.platform_name}
      </h3>
      {(link.items ?? []).length > 0 && (
        <Table
          label={t("lti.grades")}
          heads={[t("lti.grades"), num(t("lti.sent")), num(t("lti.waiting")), num(t("lti.failed")), t("test.says")]}
        >
          {(link.items ?? []).map((one) => (
            <tr key={one.assignment}>
              <td>{one.title}</td>
              <td className="num">{one.sent}</td>
              <td className="num">{one.waiting}</td>
              <td className="num">{one.failed}</td>
              <td className="soft">{one.last_error}</td>
            </tr>
          ))}
        </Table>
      )}
      <div className="row">
        {link.roster && (
          <button className="button" disabled={busy} onClick={() => look(false)}>
            {t("lti.roster")}
          </button>
        )}
        {failed > 0 && (
          <button className="button" disabled={busy} onClick={() => void run(async () => (await resendScores(course, id), again()))}>
            {t("lti.resend")}
          </button>
        )}
        <button
          className="button"
          disabled={busy}
          onClick={() => setSure(true)}
        >
          {t("lti.unlink")}
        </button>
      </div>
      {sure && (
        <Dialog title={t("lti.unlink")} onClose={() => setSure(false)}>
          <p>{t("lti.unlink_sure")}</p>
          <button
            className="button main"
            data-first
            disabled={busy}
            onClick={() => void run(async () => (await unlink(course, id), again())).then(() => setSure(false))}
          >
            {t("lti.unlink")}
          </button>
        </Dialog>
      )}
      {error !== null && <Failure error={error} />}
      {roster && (
        <div aria-live="polite">
          <h4>{t(roster.applied ? "people.imported" : "people.would_do")}</h4>
          <Table
            label={t("people.would_do")}
            heads={[t("people.plan"), t("settings.name"), t("people.role"), t("test.says")]}
          >
            {(roster.rows ?? []).map((one, i) => (
              <tr key={i}>
                <td>{t(`lti.plan.${one.plan}` as Key)}</td>
                <td>{one.name}</td>
                <td>{one.role ? t(`people.role.${one.role}` as Key) : "–"}</td>
                <td className="soft">{one.message}</td>
              </tr>
            ))}
          </Table>
          {!roster.applied && (
            <button className="button main gap-above" disabled={busy || changes === 0} onClick={() => look(true)}>
              {t("people.import_do", { count: changes })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

// The courses of other learning platforms that this one is; nothing where there is none.
export function LtiLinks({ course }: { course: string }) {
  const { t } = useT();
  const links = useLtiLinks(course);
  const all = links.data?.links ?? [];
  if (all.length === 0) return null;
  return (
    <section className="sheet">
      <h2>{t("lti.links")}</h2>
      {all.map((one) => (
        <LinkView key={one.id} course={course} link={one} />
      ))}
    </section>
  );
}
