import { useState } from "react";
import { type Language, languages, useT } from "../i18n";
import { useMe } from "../api/queries";
import { SettingsTabs } from "./settings-tabs";
import { type Theme, applyTheme, readTheme } from "../theme";

export default function Settings() {
  const { t, language, setLanguage } = useT();
  const me = useMe();
  const [theme, setTheme] = useState<Theme>(readTheme());
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("settings.title")}</h1>
      </div>
      <SettingsTabs />
      <section className="sheet">
        <label className="field">
          {t("settings.language")}
          <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          {t("settings.theme")}
          <select
            value={theme}
            onChange={(event) => {
              const next = event.target.value as Theme;
              setTheme(next);
              applyTheme(next);
            }}
          >
            <option value="system">{t("settings.system")}</option>
            <option value="light">{t("settings.light")}</option>
            <option value="dark">{t("settings.dark")}</option>
          </select>
        </label>
      </section>
      {me.data && (
        <section className="sheet">
          <h2>{t("settings.you")}</h2>
          <dl className="facts">
            <dt>{t("settings.name")}</dt>
            <dd>{me.data.name}</dd>
            {me.data.email && (
              <>
                <dt>{t("settings.email")}</dt>
                <dd>{me.data.email}</dd>
              </>
            )}
            <dt>{t("settings.organisation")}</dt>
            <dd>{me.data.tenant}</dd>
            {me.data.roles.map((one) => (
              <div key={one.course} style={{ display: "contents" }}>
                <dt>{one.course}</dt>
                <dd>{one.role}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}
