import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type LtiPlatform, type LtiPlatformInput, dropPlatform, invitePlatform, putPlatform, usePlatforms } from "../api/lti";
import { useMe } from "../api/queries";
import { type Key, useT } from "../i18n";
import "../styles/admin.css";
import { useAct } from "../ui/act";
import { Copyable } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { Failure, Loaded } from "../ui/parts";

const kTexts = ["name", "issuer", "client_id", "authentication_url", "token_url", "keys_url"] as const;

// One platform, new or to be changed.
function PlatformForm({ platform, done }: { platform: LtiPlatform | null; done: () => void }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [value, setValue] = useState<LtiPlatformInput>({
    name: platform?.name ?? "",
    issuer: platform?.issuer ?? "",
    client_id: platform?.client_id ?? "",
    authentication_url: platform?.authentication_url ?? "",
    token_url: platform?.token_url ?? "",
    keys_url: platform?.keys_url ?? "",
    token_audience: platform?.token_audience ?? "",
  });
  const [deployments, setDeployments] = useState((platform?.deployments ?? []).join("\n"));
  const [origins, setOrigins] = useState((platform?.frame_origins ?? []).join("\n"));
  const lines = (text: string) => text.split("\n").map((one) => one.trim()).filter((one) => one !== "");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const body = { ...value, deployments: lines(deployments), frame_origins: lines(origins) };
    const put = await run(async () => {
      await putPlatform(platform?.id, body);
      await queries.invalidateQueries({ queryKey: ["lti", "platforms"] });
    });
    if (put) done();
  };
  return (
    <form className="stack" onSubmit={(event) => void send(event)} aria-label={t(platform ? "lti.change" : "lti.add")}>
      {kTexts.map((name) => (
        <label key={name} className="field">
          {t(`lti.${name}` as Key)}
          <input
            type="text"
            className={name === "name" ? undefined : "mono"}
            required={name !== "token_url"}
            value={value[name] ?? ""}
            onChange={(event) => setValue({ ...value, [name]: event.target.value })}
          />
        </label>
      ))}
      <label className="field">
        {t("lti.deployments")}
        <textarea className="mono" rows={2} value={deployments} onChange={(event) => setDeployments(event.target.value)} />
      </label>
      <label className="field">
        {t("lti.frame_origins")}
        <textarea className="mono" rows={2} value={origins} onChange={(event) => setOrigins(event.target.value)} />
      </label>
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("lti.save")}
        </button>
        <button type="button" className="button" onClick={done}>
          {t("rejudge.cancel")}
        </button>
      </div>
    </form>
  );
}

// What a platform's administrator has to write down there.
function Ours({ tenant }: { tenant: string }) {
  const { t } = useT();
  const here = window.location.origin;
  return (
    <section className="sheet">
      <h2>{t("lti.ours")}</h2>
      <p className="soft">{t("lti.ours_is")}</p>
      <Copyable label={t("lti.login_url")} value={`${here}/lti/login/${tenant}`} />
      <Copyable label={t("lti.launch_url")} value={`${here}/lti/launch`} />
      <Copyable label={t("lti.keys_url_ours")} value={`${here}/lti/jwks.json`} />
    </section>
  );
}

function Invite() {
  const { t } = useT();
  const { busy, error, run } = useAct();
  const [url, setUrl] = useState("");
  return (
    <section className="sheet">
      <h2>{t("lti.itself")}</h2>
      <p className="soft">{t("lti.itself_is")}</p>
      {url !== "" && <Copyable label={t("lti.link_once")} value={url} />}
      <button
        className="button gap-above"
        disabled={busy}
        onClick={() => void run(async () => setUrl((await invitePlatform()).url ?? ""))}
      >
        {t("lti.make_link")}
      </button>
      {error !== null && <Failure error={error} />}
    </section>
  );
}

// Other learning platforms (LTI 1.3) that launch into courses here.
export default function Platforms() {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const platforms = usePlatforms();
  const { busy, error, run } = useAct();
  const [open, setOpen] = useState<string | null>(null);
  const [forget, setForget] = useState<LtiPlatform | null>(null);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("lti.title")}</h1>
      </div>
      <section className="sheet">
        <h2>{t("lti.registered")}</h2>
        <Loaded query={platforms}>
          {({ platforms: all }) => (
            <div className="stack">
              {(all ?? []).length === 0 && <p className="soft">{t("lti.none")}</p>}
              {(all ?? []).map((one) =>
                open === one.id ? (
                  <PlatformForm key={one.id} platform={one} done={() => setOpen(null)} />
                ) : (
                  <div key={one.id} className="row spread">
                    <div>
                      <h3>{one.name}</h3>
                      <p className="small soft mono">
                        {one.issuer} · {one.client_id}
                      </p>
                      {(one.deployments ?? []).length === 0 && <p className="small wrong">{t("lti.no_deployment")}</p>}
                    </div>
                    <div className="row">
                      <button className="button" onClick={() => setOpen(one.id ?? null)}>
                        {t("lti.change")}
                        <span className="hidden">: {one.name}</span>
                      </button>
                      <button
                        className="button"
                        disabled={busy}
                        onClick={() => setForget(one)}
                      >
                        {t("lti.forget")}
                        <span className="hidden">: {one.name}</span>
                      </button>
                    </div>
                  </div>
                ),
              )}
              {forget && (
                <Dialog title={t("lti.forget")} onClose={() => setForget(null)}>
                  <p>{t("lti.forget_sure", { name: forget.name ?? "" })}</p>
                  <button
                    className="button main"
                    data-first
                    disabled={busy}
                    onClick={() =>
                      void run(async () => {
                        await dropPlatform(forget.id ?? "");
                        await queries.invalidateQueries({ queryKey: ["lti", "platforms"] });
                      }).then(() => setForget(null))
                    }
                  >
                    {t("lti.forget")}
                  </button>
                </Dialog>
              )}
              {error !== null && <Failure error={error} />}
              {open === "new" ? (
                <PlatformForm platform={null} done={() => setOpen(null)} />
              ) : (
                <div className="row">
                  <button className="button" onClick={() => setOpen("new")}>
                    {t("lti.add")}
                  </button>
                </div>
              )}
            </div>
          )}
        </Loaded>
      </section>
      <Invite />
      {me.data && <Ours tenant={me.data.tenant} />}
    </div>
  );
}
