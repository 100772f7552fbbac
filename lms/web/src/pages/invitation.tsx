import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, keepToken, take } from "../api/client";
import icon from "../icon.svg";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { Failure, Loaded } from "../ui/parts";
import "../styles/admin.css";

// Who was given a link sets their password. The secret stands after "#", which the browser sends nowhere by itself.
export default function Invitation({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useT();
  const [secret] = useState(() => window.location.hash.slice(1));
  const [done, setDone] = useState(false);
  const [unlike, setUnlike] = useState(false);
  const { busy, error, run } = useAct();
  const query = useQuery({
    queryKey: ["invitation", secret],
    retry: false,
    queryFn: () => take(client.POST("/v1/invitations/describe", { body: { invitation: secret } })),
  });
  const accept = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setUnlike(text("password") !== text("again"));
    if (text("password") !== text("again")) return;
    void run(async () => {
      keepToken(null);
      const answer = await take(
        client.POST("/v1/invitations/accept", {
          body: { invitation: secret, name: text("name").trim(), password: text("password") },
        }),
      );
      // With a second factor there is no session yet: signing in asks for the code.
      if (answer.state === "signed_in") onSignedIn();
      else setDone(true);
    });
  };
  return (
    <main className="sign-in">
      <div className="sheet">
        <div className="row gap-below">
          <img src={icon} alt="" width="34" height="34" />
          <h1 className="flat">{t("people.welcome")}</h1>
        </div>
        {done ? (
          <p>
            {t("people.password_set")} <a href="/app/">{t("sign_in.go")}</a>
          </p>
        ) : (
          <Loaded query={query}>
            {({ person }) => (
              <form onSubmit={accept}>
                {/* For whatever keeps passwords: of which account it is. */}
                <input
                  type="email"
                  className="hidden"
                  tabIndex={-1}
                  aria-hidden="true"
                  readOnly
                  autoComplete="username"
                  value={person.email ?? ""}
                />
                <p>{t("people.invited_as", { email: person.email ?? person.name })}</p>
                {person.roles.length > 0 && (
                  <p className="soft">
                    {person.roles.map((one) => `${one.course}: ${t(`people.role.${one.role}`)}`).join(", ")}
                  </p>
                )}
                <label className="field">
                  {t("settings.name")}
                  <input type="text" name="name" required maxLength={200} defaultValue={person.name} autoComplete="name" />
                </label>
                <label className="field">
                  {t("people.new_password")}
                  <input
                    type="password"
                    name="password"
                    required
                    minLength={8}
                    maxLength={128}
                    autoComplete="new-password"
                    aria-describedby="rules"
                  />
                </label>
                <label className="field">
                  {t("people.again")}
                  <input type="password" name="again" required autoComplete="new-password" aria-invalid={unlike} />
                </label>
                {unlike && (
                  <p className="wrong" role="alert">
                    {t("people.unlike")}
                  </p>
                )}
                <p id="rules" className="small soft gap-above">
                  {t("people.password_rules")}
                </p>
                {error !== null && <Failure error={error} />}
                <button className="button main" disabled={busy}>
                  {t("people.accept")}
                </button>
              </form>
            )}
          </Loaded>
        )}
      </div>
    </main>
  );
}
