import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, take } from "../api/client";
import { addPasskey, passkeysWork, wasGivenUp } from "../api/passkeys";
import { useT } from "../i18n";
import { useAct } from "./act";
import { Failure, Loaded } from "./parts";

// One's own passkeys: what they are called, when they were used; a new one, another name, away with it.
export function Passkeys() {
  const { t, time } = useT();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["passkeys"], queryFn: () => take(client.GET("/v1/passkeys")) });
  const { busy, error, run } = useAct();
  const [renaming, setRenaming] = useState<string | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ["passkeys"] });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    void run(async () => {
      try {
        await addPasskey(String(fields.get("name")).trim(), String(fields.get("password") ?? ""));
        form.reset();
      } catch (failure) {
        if (!wasGivenUp(failure)) throw failure;
      }
      await again();
    });
  };
  const rename = (id: string) => (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    void run(async () => {
      await take(client.PUT("/v1/passkeys/{id}", { params: { path: { id } }, body: { name } }));
      setRenaming(null);
      await again();
    });
  };
  const remove = (id: string) =>
    void run(async () => {
      await take(client.DELETE("/v1/passkeys/{id}", { params: { path: { id } } }));
      await again();
    });
  return (
    <section className="sheet">
      <h2>{t("passkeys.title")}</h2>
      <p className="soft">{t("passkeys.is")}</p>
      {error !== null && <Failure error={error} />}
      <Loaded query={query}>
        {({ passkeys, has_password }) => (
          <>
            {passkeys.length > 0 && (
              <ul className="plain stack" aria-label={t("passkeys.title")}>
                {passkeys.map((one) => (
                  <li key={one.id} className="row spread">
                    {renaming === one.id ? (
                      <form className="row" onSubmit={rename(one.id)}>
                        <label className="field">
                          {t("passkeys.name")}
                          <input type="text" name="name" required maxLength={100} defaultValue={one.name} autoFocus />
                        </label>
                        <button className="button main" disabled={busy}>
                          {t("grading.save")}
                        </button>
                      </form>
                    ) : (
                      <>
                        <span>
                          <b>{one.name}</b>{" "}
                          <span className="small soft">
                            {one.used_at ? t("passkeys.used", { when: time(one.used_at) }) : t("passkeys.unused")}
                          </span>
                        </span>
                        <span className="row">
                          <button className="button narrow" onClick={() => setRenaming(one.id)} aria-label={t("passkeys.rename_one", { name: one.name })}>
                            {t("passkeys.rename")}
                          </button>
                          <button className="button narrow" disabled={busy} onClick={() => remove(one.id)} aria-label={t("passkeys.remove_one", { name: one.name })}>
                            {t("passkeys.remove")}
                          </button>
                        </span>
                      </>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {passkeysWork() ? (
              <form className="gap-above" aria-label={t("passkeys.add")} onSubmit={add}>
                <div className="fields">
                  <label className="field">
                    {t("passkeys.name")}
                    <input type="text" name="name" required maxLength={100} placeholder={t("passkeys.example")} autoComplete="off" />
                  </label>
                  {has_password && (
                    <label className="field">
                      {t("people.current_password")}
                      <input type="password" name="password" required autoComplete="current-password" />
                    </label>
                  )}
                </div>
                <button className="button main gap-above" disabled={busy}>
                  {t("passkeys.add")}
                </button>
              </form>
            ) : (
              <p className="small soft">{t("passkeys.cannot")}</p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
