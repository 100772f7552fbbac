import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { type Schemas, client, take } from "../api/client";
import { type Key, useT } from "../i18n";
import "../styles/admin.css";
import { useAct } from "../ui/act";
import { Ago } from "../ui/ago";
import { Failure, Loaded } from "../ui/parts";
import { Actions, Table } from "../ui/table";

type State = Schemas["MailState"];

// How mail goes: for administrators.
export default function Mail() {
  const { t } = useT();
  const query = useQuery({
    queryKey: ["mail", "state"],
    queryFn: () => take(client.GET("/v1/mail")),
    refetchInterval: 10_000,
  });
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("mail.title")}</h1>
      </div>
      <Loaded query={query}>
        {(state) =>
          state.configured ? (
            <>
              <Facts state={state} />
              <GivenUp state={state} />
            </>
          ) : (
            <p className="notice">{t("mail.not_set_up_admin")}</p>
          )
        }
      </Loaded>
    </div>
  );
}

function Facts({ state }: { state: State }) {
  const { t, number } = useT();
  const { busy, error, run } = useAct();
  const [test, setTest] = useState<Schemas["TestMail"] | null>(null);
  return (
    <section className="sheet">
      <dl className="facts">
        <dt>{t("mail.server")}</dt>
        <dd>
          <span className="mono">{state.server}</span> <span className="soft">({t(`mail.security.${state.security}` as Key)})</span>
        </dd>
        <dt>{t("mail.from")}</dt>
        <dd className="mono">{state.from}</dd>
        <dt>{t("mail.waiting")}</dt>
        <dd>{number(state.waiting)}</dd>
        <dt>{t("mail.for_digest")}</dt>
        <dd>{number(state.for_digest)}</dd>
        <dt>{t("mail.given_up")}</dt>
        <dd>{number(state.given_up)}</dd>
        <dt>{t("mail.last_sent")}</dt>
        <dd>{state.last_sent_at ? <Ago at={state.last_sent_at} /> : t("mail.none_yet")}</dd>
        {state.last_error !== "" && (
          <>
            <dt>{t("mail.last_error")}</dt>
            <dd className="mono">{state.last_error}</dd>
          </>
        )}
      </dl>
      {test && (
        <div className={`notice gap-above ${test.sent ? "good" : "bad"}`} role="status">
          <p>{t(test.sent ? "mail.test_sent" : "mail.test_failed", { to: test.to })}</p>
          <p className="mono small">{test.answer}</p>
        </div>
      )}
      {error !== null && <Failure error={error} />}
      <button
        className="button gap-above"
        disabled={busy}
        onClick={() =>
          void run(async () => {
            setTest(null);
            setTest(await take(client.POST("/v1/mail/test")));
          })
        }
      >
        {t(busy ? "mail.testing" : "mail.test")}
      </button>
    </section>
  );
}

function GivenUp({ state }: { state: State }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  return (
    <section className="sheet">
      <h2>{t("mail.given_up")}</h2>
      {error !== null && <Failure error={error} />}
      <Table
        label={t("mail.given_up")}
        heads={[t("settings.name"), t("mail.what"), t("mail.why"), t("mail.when"), <Actions />]}
        empty={t("mail.none_given_up")}
      >
        {state.failures.map((one) => (
          <tr key={one.id}>
            <td>
              <Link href={`/people/${one.person}`}>{one.name}</Link>
            </td>
            <td className="soft">{t(`mail.kind.${one.kind}` as Key)}</td>
            <td className="mono small">{one.error}</td>
            <td className="soft">
              <Ago at={one.at} />
            </td>
            <td className="num">
              <button
                className="button narrow"
                disabled={busy}
                onClick={() =>
                  void run(async () => {
                    await take(client.POST("/v1/mail/{id}/retry", { params: { path: { id: one.id } } }));
                    await queries.invalidateQueries({ queryKey: ["mail", "state"] });
                  })
                }
              >
                {t("mail.retry")}
                <span className="hidden">: {one.name}</span>
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
