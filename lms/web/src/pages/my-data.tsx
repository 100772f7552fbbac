import { download } from "../api/files";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { AuditTable } from "../ui/audit-table";
import { EditConsent } from "../ui/edit-consent";
import { Failure } from "../ui/parts";
import { SettingsTabs } from "./settings-tabs";
import "../styles/admin.css";

// What is kept about oneself, and who looked at it.
export default function MyData() {
  const { t } = useT();
  const me = useMe();
  const { busy, error, run } = useAct();
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("people.data")}</h1>
      </div>
      <SettingsTabs />
      <section className="sheet">
        <h2>{t("people.export")}</h2>
        <p>{t("people.export_is")}</p>
        {error !== null && <Failure error={error} />}
        <button
          className="button"
          disabled={busy}
          onClick={() => void run(() => download("/v1/me/export", `assay-${me.data?.id ?? "me"}.zip`))}
        >
          {t(busy ? "people.exporting" : "people.export_do")}
        </button>
      </section>
      <section className="sheet">
        <h2>{t("edits.title")}</h2>
        <EditConsent />
      </section>
      <section className="sheet">
        <h2>{t("people.who_looked")}</h2>
        <p className="soft">{t("people.who_looked_is")}</p>
        <AuditTable filter={{ own: true }} nameOf={(id) => t("audit.person", { id: id.slice(0, 8) })} links={false} />
      </section>
    </div>
  );
}
