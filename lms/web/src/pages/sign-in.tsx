import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError, client, keepToken, take } from "../api/client";
import { offersPasskeys, passkeysWork, signInWithPasskey, wasGivenUp } from "../api/passkeys";
import icon from "../icon.svg";
import { type Key, useT } from "../i18n";
import { Failure } from "../ui/parts";

type Way = "password" | "code" | "token";

const kRefused = ["expired", "denied", "provider", "unknown", "address", "taken", "disabled"];

// What the server says after "#" when a provider sent the browser back. Taken once: a reload says nothing of it.
function sentBack(): { ticket: string; refused: Key | null } {
  const said = new URLSearchParams(window.location.hash.slice(1));
  const word = said.get("refused") ?? "";
  const ticket = said.get("ticket") ?? "";
  return { ticket, refused: kRefused.includes(word) ? (`sign_in.refused.${word}` as Key) : null };
}
const forgetSentBack = () => {
  if (window.location.hash) window.history.replaceState(null, "", window.location.pathname + window.location.search);
};

// By what another server says.
function Providers({ tenant, fail }: { tenant: string; fail: (error: unknown) => void }) {
  const { t } = useT();
  const query = useQuery({
    queryKey: ["sign-in-providers", tenant],
    queryFn: () => take(client.GET("/v1/sign-in/providers", { params: { query: { tenant } } })),
  });
  const go = async (provider: string) => {
    keepToken(null);
    try {
      const here = window.location.pathname.replace(/^\/app(?=\/)/, "");
      const { url } = await take(client.POST("/v1/sign-in/providers/start", { body: { provider, return_to: here } }));
      window.location.assign(url);
    } catch (failure) {
      fail(failure);
    }
  };
  const providers = query.data?.providers ?? [];
  return providers.map((one) => (
    <button key={one.id} type="button" className="button" onClick={() => void go(one.id)}>
      {t("sign_in.by", { name: one.name })}
    </button>
  ));
}

// With a key in a device: on the button, and offered in the field for the address as long as that is shown.
function Passkey({ onSignedIn, fail }: { onSignedIn: () => void; fail: (error: unknown) => void }) {
  const { t } = useT();
  const asking = useRef<AbortController | null>(null);
  const ask = async (quietly: boolean) => {
    asking.current?.abort(); // a browser asks for one at a time
    const controller = new AbortController();
    asking.current = controller;
    try {
      await signInWithPasskey(quietly, controller.signal);
      keepToken(null);
      onSignedIn();
    } catch (failure) {
      if (!wasGivenUp(failure) && !(quietly && failure instanceof ApiError && failure.status !== 401)) fail(failure);
    }
  };
  useEffect(() => {
    let here = true;
    void offersPasskeys().then((offers) => {
      if (offers && here) void ask(true);
    });
    return () => {
      here = false;
      asking.current?.abort();
    };
  }, []);
  if (!passkeysWork()) return null;
  return (
    <button type="button" className="button" onClick={() => void ask(false)}>
      {t("sign_in.with_passkey")}
    </button>
  );
}

// With a password, then a code where the account asks for one; or with a token.
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useT();
  const [back] = useState(sentBack);
  const [way, setWay] = useState<Way>(back.ticket ? "code" : "password");
  const [ticket, setTicket] = useState(back.ticket);
  const [refused, setRefused] = useState(back.refused);
  const [tenant, setTenant] = useState("default");
  useEffect(forgetSentBack, []);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const byPassword = async (form: FormData) => {
    keepToken(null); // one that has expired would be asked about instead
    const organisation = String(form.get("organisation") ?? "").trim();
    const answer = await take(
      client.POST("/v1/session", {
        body: {
          email: String(form.get("email") ?? "").trim(),
          password: String(form.get("password") ?? ""),
          tenant: organisation || "default",
        },
      }),
    );
    if (answer.state === "code_needed") {
      setTicket(answer.ticket);
      setWay("code");
    } else {
      onSignedIn();
    }
  };
  const byToken = async (form: FormData) => {
    const token = String(form.get("token") ?? "").trim();
    if (!/^[A-Za-z0-9_-]+$/.test(token)) throw new ApiError(401, t("sign_in.wrong_token"));
    keepToken(token);
    try {
      await take(client.GET("/v1/session"));
      onSignedIn();
    } catch (failure) {
      keepToken(null);
      throw failure instanceof ApiError && failure.status === 401
        ? new ApiError(401, t("sign_in.wrong_token"))
        : failure;
    }
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    setRefused(null);
    try {
      if (way === "password") await byPassword(form);
      else if (way === "token") await byToken(form);
      else {
        await take(client.POST("/v1/session/code", { body: { ticket, code: String(form.get("code") ?? "").trim() } }));
        onSignedIn();
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const other: Way = way === "token" ? "password" : "token";
  return (
    <main className="sign-in">
      <form key={way} className="sheet" onSubmit={(event) => void submit(event)}>
        <div className="row" style={{ marginBottom: 14 }}>
          <img src={icon} alt="" width="34" height="34" />
          <h1 style={{ margin: 0 }}>{t("sign_in.title")}</h1>
        </div>
        {way === "password" && (
          <>
            <label className="field">
              {t("settings.email")}
              <input type="email" name="email" required autoComplete="username webauthn" />
            </label>
            <label className="field">
              {t("sign_in.password")}
              <input type="password" name="password" required autoComplete="current-password" />
            </label>
            <label className="field">
              {t("settings.organisation")}
              <input
                type="text"
                name="organisation"
                placeholder="default"
                autoComplete="organization"
                onBlur={(event) => setTenant(event.target.value.trim() || "default")}
              />
            </label>
          </>
        )}
        {way === "code" && (
          <label className="field">
            {t("sign_in.code")}
            <input type="text" name="code" required autoComplete="one-time-code" autoFocus />
          </label>
        )}
        {way === "token" && (
          <>
            <label className="field">
              {t("sign_in.token")}
              <input type="password" name="token" required autoComplete="off" spellCheck={false} />
            </label>
            <p className="small soft" style={{ marginTop: 8 }}>
              {t("sign_in.token_help")}
            </p>
          </>
        )}
        {refused !== null && (
          <p className="notice bad gap-above" role="alert">
            {t(refused)}
          </p>
        )}
        {error !== null && (
          <div style={{ marginTop: 12 }}>
            <Failure error={error} />
          </div>
        )}
        <div className="row spread" style={{ marginTop: 16 }}>
          <button className="button main" disabled={busy}>
            {t("sign_in.go")}
          </button>
          <button
            type="button"
            className="button bare narrow"
            onClick={() => {
              setError(null);
              setRefused(null);
              setWay(other);
            }}
          >
            {t(`sign_in.with_${other}` as Key)}
          </button>
        </div>
        {way === "password" && (
          <div className="stack other-ways">
            <Passkey onSignedIn={onSignedIn} fail={setError} />
            <Providers tenant={tenant} fail={setError} />
          </div>
        )}
      </form>
    </main>
  );
}
