import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { Copyable } from "../ui/copy";
import { Failure, Loaded } from "../ui/parts";
import "../styles/admin.css";
import "../styles/course.css";

type Provider = Schemas["Provider"];

const words = (text: FormDataEntryValue | null) => String(text ?? "").split(/[\s,]+/).filter(Boolean);
const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

// By whom people sign in beside their password: OpenID Connect, for administrators.
export default function Providers() {
  const { t } = useT();
  const query = useQuery({ queryKey: ["providers"], queryFn: () => take(client.GET("/v1/providers")) });
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("providers.title")}</h1>
      </div>
      <p className="soft">{t("providers.is")}</p>
      <Loaded query={query}>
        {({ providers }) => (
          <>
            {providers.map((one) =>
              open === one.id ? (
                <Form key={one.id} before={one} done={() => setOpen(null)} />
              ) : (
                <section key={one.id} className="sheet row spread">
                  <div>
                    <h2 className="flat">{one.name}</h2>
                    <p className="small soft flat wrap">{one.issuer}</p>
                  </div>
                  <div className="row">
                    {one.disabled && <span className="verdict warn">{t("providers.off")}</span>}
                    <button className="button" onClick={() => setOpen(one.id)} aria-label={t("providers.change_one", { name: one.name })}>
                      {t("providers.change")}
                    </button>
                  </div>
                </section>
              ),
            )}
            {open === "" ? (
              <Form done={() => setOpen(null)} />
            ) : (
              <div>
                <button className="button main" onClick={() => setOpen("")}>
                  {t("providers.add")}
                </button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Form({ before, done }: { before?: Provider; done: () => void }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const finish = async (what: Promise<unknown>) => {
    await what;
    await queries.invalidateQueries({ queryKey: ["providers"] });
    done();
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const secret = text(form, "client_secret");
    const body = {
      name: text(form, "name"),
      issuer: text(form, "issuer"),
      client_id: text(form, "client_id"),
      ...(secret ? { client_secret: secret } : {}),
      scopes: words(form.get("scopes")),
      name_claim: text(form, "name_claim"),
      email_domains: words(form.get("email_domains")),
      create_people: form.has("create_people"),
      disabled: !form.has("enabled"),
    };
    void run(() =>
      finish(
        before
          ? take(client.PUT("/v1/providers/{id}", { params: { path: { id: before.id } }, body }))
          : take(client.POST("/v1/providers", { body })),
      ),
    );
  };
  const remove = () => {
    if (!before) return;
    void run(() => finish(take(client.DELETE("/v1/providers/{id}", { params: { path: { id: before.id } } }))));
  };
  return (
    <form className="sheet stack" aria-label={before?.name ?? t("providers.add")} onSubmit={save}>
      <p>{t("providers.callback")}</p>
      <Copyable label={t("providers.callback_label")} value={`${window.location.origin}/v1/sign-in/providers/callback`} />
      <label className="field">
        {t("providers.name")}
        <input type="text" name="name" required maxLength={60} defaultValue={before?.name} />
      </label>
      <label className="field">
        {t("providers.issuer")}
        <input type="text" inputMode="url" name="issuer" required maxLength={500} defaultValue={before?.issuer} placeholder="https://login.example.org" />
      </label>
      <div className="fields">
        <label className="field">
          {t("providers.client_id")}
          <input type="text" name="client_id" required maxLength={500} defaultValue={before?.client_id} autoComplete="off" />
        </label>
        <label className="field">
          {t(before?.has_secret ? "providers.secret_kept" : "providers.secret")}
          <input type="password" name="client_secret" maxLength={1000} autoComplete="off" />
        </label>
      </div>
      <div className="fields">
        <label className="field">
          {t("providers.scopes")}
          <input type="text" name="scopes" defaultValue={before?.scopes.join(" ") ?? "email profile"} />
        </label>
        <label className="field">
          {t("providers.name_claim")}
          <input type="text" name="name_claim" maxLength={100} defaultValue={before?.name_claim ?? "name"} />
        </label>
      </div>
      <label className="field">
        {t("providers.domains")}
        <input type="text" name="email_domains" defaultValue={before?.email_domains.join(" ")} placeholder="example.org" aria-describedby="domains-help" />
      </label>
      <p id="domains-help" className="small soft">
        {t("providers.domains_help")}
      </p>
      <div className="stack">
        <label className="row check">
          <input type="checkbox" name="create_people" defaultChecked={before?.create_people ?? false} />
          {t("providers.create_people")}
        </label>
        <label className="row check">
          <input type="checkbox" name="enabled" defaultChecked={!before?.disabled} />
          {t("providers.enabled")}
        </label>
      </div>
      {error !== null && <Failure error={error} />}
      <div className="row gap-above">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
        <button type="button" className="button" onClick={done}>
          {t("run.cancel")}
        </button>
        {before && (
          <button type="button" className="button" disabled={busy} onClick={remove}>
            {t("providers.remove")}
          </button>
        )}
      </div>
    </form>
  );
}
