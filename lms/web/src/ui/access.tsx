import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { type Scope, type Whose, endSession, endSessions, revokeToken, scopes, useSessions, useTokens } from "../api/people";
import { useMe } from "../api/queries";
import { type Key, useT } from "../i18n";
import { useAct } from "./act";
import { Ago } from "./ago";
import { Copyable } from "./copy";
import { Failure, Loaded } from "./parts";
import { Actions, Table } from "./table";

// What programs come in with. One makes tokens for oneself alone.
export function Tokens({ whose }: { whose: Whose }) {
  const { t } = useT();
  const queries = useQueryClient();
  const tokens = useTokens(whose);
  const { busy, error, run } = useAct();
  const [made, setMade] = useState<Schemas["Token"] | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  return (
    <section className="sheet">
      <h2>{t("tokens.title")}</h2>
      <p className="soft">{t(whose ? "tokens.of_others" : "tokens.explained")}</p>
      {error !== null && <Failure error={error} />}
      {made?.secret && (
        <div className="notice good gap-below">
          <p>{t("tokens.once", { name: made.name })}</p>
          <Copyable label={t("tokens.secret")} value={made.secret} />
        </div>
      )}
      <Loaded query={tokens}>
        {({ tokens }) =>
          <Table
            label={t("tokens.title")}
            heads={[t("tokens.name"), t("tokens.scopes"), t("tokens.used"), t("tokens.expires"), <Actions />]}
            empty={t("tokens.none")}
          >
            {tokens.map((one) => (
              <tr key={one.id}>
                <td>{one.name}</td>
                <td className="soft">{one.scopes.join(", ")}</td>
                <td className="soft">{one.last_used_at ? <Ago at={one.last_used_at} /> : t("tokens.never")}</td>
                <td className="soft">
                  <Ago at={one.expires_at} />
                </td>
                <td className="num">
                  <button
                    className="button narrow"
                    disabled={busy}
                    onClick={() =>
                      void run(async () => {
                        await revokeToken(whose, one.id);
                        if (made?.id === one.id) setMade(null);
                        await again();
                      })
                    }
                  >
                    {t("tokens.revoke")}
                    <span className="hidden">: {one.name}</span>
                  </button>
                </td>
              </tr>
            ))}
          </Table>
        }
      </Loaded>
      {whose === null && (
        <NewToken
          onMade={(token) => {
            setMade(token);
            void again();
          }}
        />
      )}
    </section>
  );
}

const kDays = [7, 30, 90, 365];

function NewToken({ onMade }: { onMade: (token: Schemas["Token"]) => void }) {
  const { t } = useT();
  const me = useMe();
  const { busy, error, run } = useAct();
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    void run(async () => {
      const token = await take(
        client.POST("/v1/tokens", {
          body: {
            name: String(fields.get("name") ?? "").trim(),
            scopes: fields.getAll("scope") as Scope[],
            lifetime_seconds: Number(fields.get("days")) * 86_400,
          },
        }),
      );
      form.reset();
      onMade(token);
    });
  };
  return (
    <form className="gap-above" onSubmit={make}>
      <h3>{t("tokens.new")}</h3>
      <div className="inputs">
        <label className="field">
          {t("tokens.name")}
          <input type="text" name="name" required maxLength={100} placeholder={t("tokens.example")} autoComplete="off" />
        </label>
        <label className="field">
          {t("tokens.lifetime")}
          <select name="days" defaultValue={90}>
            {kDays.map((days) => (
              <option key={days} value={days}>
                {t("tokens.days", { count: days })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset className="choices">
        <legend>{t("tokens.scopes")}</legend>
        {scopes
          .filter((one) => one !== "admin" || me.data?.administrator)
          .map((one) => (
            <label key={one}>
              <input type="checkbox" name="scope" value={one} defaultChecked={one === "read" || one === "submit"} />
              <span>
                {one} <span className="small soft">{t(`tokens.scope.${one}` as Key)}</span>
              </span>
            </label>
          ))}
      </fieldset>
      {error !== null && <Failure error={error} />}
      <button className="button main gap-above" disabled={busy}>
        {t("tokens.make")}
      </button>
    </form>
  );
}

// "Firefox on Linux", as far as browsers tell it.
function browserOf(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /Chrome\//.test(agent)
        ? "Chrome"
        : /Safari\//.test(agent)
          ? "Safari"
          : "";
  const system = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iOS"
      : /Windows/.test(agent)
        ? "Windows"
        : /Mac OS/.test(agent)
          ? "macOS"
          : /Linux/.test(agent)
            ? "Linux"
            : "";
  return [browser, system].filter(Boolean).join(", ") || agent.slice(0, 40);
}

// Where somebody is signed in.
export function Sessions({ whose }: { whose: Whose }) {
  const { t } = useT();
  const queries = useQueryClient();
  const sessions = useSessions(whose);
  const { busy, error, run } = useAct();
  const act = (what: () => Promise<unknown>) =>
    void run(async () => {
      await what();
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    });
  return (
    <section className="sheet">
      <h2>{t("people.sessions")}</h2>
      {error !== null && <Failure error={error} />}
      <Loaded query={sessions}>
        {({ sessions }) => (
          <>
            {sessions.length === 0 && <p className="soft">{t("people.no_sessions")}</p>}
            {sessions.length > 0 && (
              <Table
                label={t("people.sessions")}
                heads={[t("people.browser"), t("people.address"), t("people.seen"), t("tokens.expires"), <Actions />]}
              >
                {sessions.map((one) => (
                  <tr key={one.id}>
                    <td title={one.agent}>
                      {browserOf(one.agent ?? "")}{" "}
                      {one.current && <span className="verdict good">{t("people.this_one")}</span>}
                    </td>
                    <td className="soft">{one.address}</td>
                    <td className="soft">
                      <Ago at={one.last_seen_at} />
                    </td>
                    <td className="soft">
                      <Ago at={one.expires_at} />
                    </td>
                    <td className="num">
                      {!one.current && (
                        <button
                          className="button narrow"
                          disabled={busy}
                          onClick={() => act(() => endSession(whose, one.id))}
                        >
                          {t("people.end_session")}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </Table>
            )}
            {sessions.some((one) => !one.current) && (
              <button className="button gap-above" disabled={busy} onClick={() => act(() => endSessions(whose))}>
                {t(whose ? "people.end_all" : "people.end_others")}
              </button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
