import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, take } from "../api/client";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { Sessions, Tokens } from "../ui/access";
import { useAct } from "../ui/act";
import { Copyable } from "../ui/copy";
import { Failure, Loaded } from "../ui/parts";
import { Passkeys } from "../ui/passkeys";
import { QrCode } from "../ui/qr";
import { SettingsTabs } from "./settings-tabs";
import "../styles/admin.css";

// How one signs in: password, second factor, where one is signed in, tokens for programs.
export default function Security() {
  const { t } = useT();
  const me = useMe();
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("people.security")}</h1>
      </div>
      <SettingsTabs />
      {me.data?.byToken ? (
        <p className="notice">{t("people.needs_password")}</p>
      ) : (
        <>
          <div className="grid">
            <Password />
            <SecondFactor />
          </div>
          <Passkeys />
          <Sessions whose={null} />
          <Tokens whose={null} />
        </>
      )}
    </div>
  );
}

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

function Password() {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [done, setDone] = useState(false);
  const [unlike, setUnlike] = useState(false);
  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setDone(false);
    setUnlike(text(fields, "password") !== text(fields, "again"));
    if (text(fields, "password") !== text(fields, "again")) return;
    void run(async () => {
      await take(
        client.POST("/v1/password", { body: { current: text(fields, "current"), password: text(fields, "password") } }),
      );
      form.reset();
      setDone(true);
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    });
  };
  return (
    <form className="sheet" onSubmit={change}>
      <h2>{t("sign_in.password")}</h2>
      <label className="field">
        {t("people.current_password")}
        <input type="password" name="current" required autoComplete="current-password" />
      </label>
      <label className="field">
        {t("people.new_password")}
        <input type="password" name="password" required minLength={8} maxLength={128} autoComplete="new-password" />
      </label>
      <label className="field">
        {t("people.again")}
        <input
          type="password"
          name="again"
          required
          autoComplete="new-password"
          aria-invalid={unlike}
          aria-describedby={unlike ? "unlike" : undefined}
        />
      </label>
      {unlike && (
        <p id="unlike" className="wrong" role="alert">
          {t("people.unlike")}
        </p>
      )}
      <p className="small soft gap-above">{t("people.password_rules")}</p>
      {error !== null && <Failure error={error} />}
      {done && (
        <p className="notice good" role="status">
          {t("people.password_changed")}
        </p>
      )}
      <button className="button main" disabled={busy}>
        {t("people.change_password")}
      </button>
    </form>
  );
}

// Asks for the password, sets it up with the first code, and shows the recovery codes this once.
function SecondFactor() {
  const { t } = useT();
  const queries = useQueryClient();
  const state = useQuery({ queryKey: ["second-factor"], queryFn: () => take(client.GET("/v1/second-factor")) });
  const { busy, error, run } = useAct();
  const [started, setStarted] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const again = () => queries.invalidateQueries({ queryKey: ["second-factor"] });
  const submit = (what: (form: FormData) => Promise<unknown>) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    void run(async () => {
      await what(fields);
      await again();
    });
  };
  const start = submit(async (form) => {
    setCodes([]);
    setStarted(await take(client.POST("/v1/second-factor", { body: { password: text(form, "password") } })));
  });
  const confirm = submit(async (form) => {
    const done = await take(client.POST("/v1/second-factor/confirm", { body: { code: text(form, "code").trim() } }));
    setStarted(null);
    setCodes(done.recovery_codes);
  });
  const remove = submit(async (form) => {
    await take(client.POST("/v1/second-factor/remove", { body: { password: text(form, "password") } }));
    setCodes([]);
  });
  const password = (
    <label className="field">
      {t("people.current_password")}
      <input type="password" name="password" required autoComplete="current-password" />
    </label>
  );
  return (
    <section className="sheet">
      <h2>{t("people.second_factor")}</h2>
      <p className="soft">{t("people.second_factor_is")}</p>
      {error !== null && <Failure error={error} />}
      <Loaded query={state}>
        {(now) => (
          <>
            {codes.length > 0 && (
              <div className="notice good gap-below" role="status">
                <p>{t("people.recovery_codes")}</p>
                <ul className="codes mono">
                  {codes.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
                <Copyable label={t("people.recovery_all")} value={codes.join(" ")} />
              </div>
            )}
            {started ? (
              <form onSubmit={confirm}>
                <p>{t("people.scan")}</p>
                <div className="row qr-row">
                  <QrCode text={started.uri} label={t("people.qr")} />
                  <div>
                    <p className="small soft flat">{t("people.or_type")}</p>
                    <p className="mono wrap">{started.secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
                    <a href={started.uri}>{t("people.open_app")}</a>
                  </div>
                </div>
                <label className="field">
                  {t("people.first_code")}
                  <input
                    type="text"
                    name="code"
                    required
                    inputMode="numeric"
                    pattern="[0-9 ]{6,7}"
                    autoComplete="one-time-code"
                  />
                </label>
                <div className="row gap-above">
                  <button className="button main" disabled={busy}>
                    {t("people.confirm")}
                  </button>
                  <button type="button" className="button" onClick={() => setStarted(null)}>
                    {t("run.cancel")}
                  </button>
                </div>
              </form>
            ) : now.active ? (
              <form onSubmit={remove}>
                <p>
                  <span className="verdict good">{t("people.factor_on")}</span>{" "}
                  {t("people.codes_left", { count: now.recovery_codes_left })}
                </p>
                {password}
                <button className="button gap-above" disabled={busy}>
                  {t("people.factor_remove")}
                </button>
              </form>
            ) : (
              <form onSubmit={start}>
                <p>
                  <span className="verdict">{t("people.factor_off")}</span>
                </p>
                {password}
                <button className="button main gap-above" disabled={busy}>
                  {t("people.factor_start")}
                </button>
              </form>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
