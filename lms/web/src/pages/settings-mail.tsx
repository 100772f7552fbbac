import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { useMe } from "../api/queries";
import { type Key, languages, useT } from "../i18n";
import { useAct } from "../ui/act";
import { Failure, Loaded } from "../ui/parts";
import { SettingsTabs } from "./settings-tabs";
import "../styles/admin.css";

type Often = Schemas["MailOften"];
const kOften: Often[] = ["at_once", "daily", "none"];
const kKinds = ["announcement", "grades", "regrade", "extension", "reply"];

// Which mails one is sent: of everything, and of each kind that is otherwise.
export default function MailSettings() {
  const { t } = useT();
  const me = useMe();
  const query = useQuery({ queryKey: ["mail", "own"], queryFn: () => take(client.GET("/v1/me/mail")) });
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("mail.own")}</h1>
      </div>
      <SettingsTabs />
      <Loaded query={query}>
        {(settings) =>
          me.data?.byToken ? <p className="notice">{t("people.needs_password")}</p> : <Form settings={settings} />
        }
      </Loaded>
    </div>
  );
}

function Form({ settings }: { settings: Schemas["MailSettings"] }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [often, setOften] = useState<Often>(settings.often);
  const [kinds, setKinds] = useState<Record<string, Often>>(
    Object.fromEntries(settings.kinds.map((one) => [one.kind, one.often])),
  );
  const [language, setLanguage] = useState(settings.language);
  const [done, setDone] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    const body = { often, kinds: Object.entries(kinds).map(([kind, often]) => ({ kind, often })), language };
    void run(async () => {
      queries.setQueryData(["mail", "own"], await take(client.PUT("/v1/me/mail", { body })));
      setDone(true);
    });
  };
  const choose = (kind: string, value: string) =>
    setKinds((before) => {
      const { [kind]: _, ...rest } = before;
      return value === "" ? rest : { ...rest, [kind]: value as Often };
    });
  const words = kOften.map((one) => (
    <option key={one} value={one}>
      {t(`mail.often.${one}` as Key)}
    </option>
  ));
  return (
    <form className="sheet" onSubmit={save} aria-label={t("mail.own")}>
      <p className="soft">{t("mail.own_is")}</p>
      {!settings.configured && <p className="notice gap-below">{t("mail.not_set_up")}</p>}
      <div className="inputs">
        <label className="field">
          {t("mail.news")}
          <select value={often} onChange={(event) => setOften(event.target.value as Often)}>
            {words}
          </select>
        </label>
        {kKinds.map((kind) => (
          <label key={kind} className="field">
            {t(`mail.kind.${kind}` as Key)}
            <select value={kinds[kind] ?? ""} onChange={(event) => choose(kind, event.target.value)}>
              <option value="">{t("mail.as_all")}</option>
              {words}
            </select>
          </label>
        ))}
        <label className="field">
          {t("mail.language")}
          <select value={language} onChange={(event) => setLanguage(event.target.value)}>
            <option value="">{t("mail.language_default")}</option>
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error !== null && <Failure error={error} />}
      {done && (
        <p className="notice good" role="status">
          {t("mail.saved")}
        </p>
      )}
      <button className="button main gap-above" disabled={busy}>
        {t("people.save")}
      </button>
    </form>
  );
}
