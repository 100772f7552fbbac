import { type FormEvent, useState } from "react";
import { ApiError, client, keepToken, take } from "../api/client";
import icon from "../icon.svg";
import { useT } from "../i18n";
import { Failure } from "../ui/parts";

export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useT();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    setBusy(true);
    setError(null);
    keepToken(token);
    try {
      await take(client.GET("/v1/me"));
      onSignedIn();
    } catch (failure) {
      keepToken(null);
      setError(
        failure instanceof ApiError && failure.status === 401 ? new ApiError(401, t("sign_in.wrong_token")) : failure,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <form className="sheet" onSubmit={(event) => void submit(event)}>
        <div className="row" style={{ marginBottom: 14 }}>
          <img src={icon} alt="" width="34" height="34" />
          <h1 style={{ margin: 0 }}>{t("sign_in.title")}</h1>
        </div>
        <label className="field">
          {t("sign_in.token")}
          <input type="password" name="token" required autoComplete="off" spellCheck={false} />
        </label>
        <p className="small soft" style={{ marginTop: 8 }}>
          {t("sign_in.token_help")}
        </p>
        {error !== null && <Failure error={error} />}
        <button className="button main" disabled={busy} style={{ marginTop: 14 }}>
          {t("sign_in.go")}
        </button>
      </form>
    </main>
  );
}
