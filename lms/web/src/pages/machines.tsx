import { useQueryClient } from "@tanstack/react-query";
import { client, take } from "../api/client";
import { useMe, useQueue, useWorkers } from "../api/queries";
import { type Key, useT } from "../i18n";
import { Ago } from "../ui/ago";
import { Failure, Loaded, Meter } from "../ui/parts";
import { Actions, Table, num } from "../ui/table";
import { useAct } from "../ui/act";

// The queue and who works on it.
export default function Machines() {
  const { t, number } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const queue = useQueue();
  const workers = useWorkers();
  const { error, run } = useAct();
  const act = (name: string, what: "drain" | "release") =>
    run(async () => {
      const options = { params: { path: { name } }, body: { reason: t("machines.by_hand") } };
      await take(
        what === "drain"
          ? client.POST("/v1/workers/{name}/drain", options)
          : client.POST("/v1/workers/{name}/release", options),
      );
      await queries.invalidateQueries({ queryKey: ["workers"] });
    });
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("machines.title")}</h1>
      </div>
      <section className="sheet">
        <h2>{t("machines.queue")}</h2>
        <Loaded query={queue}>
          {({ classes }) => (
            <Table
              label={t("machines.queue")}
              heads={[
                t("machines.class"),
                num(t("board.waiting")),
                num(t("machines.delayed")),
                num(t("machines.running")),
                num(t("machines.oldest")),
              ]}
            >
              {classes.map((one) => (
                <tr key={one.class}>
                  <td>{t(`class.${one.class}` as Key)}</td>
                  <td className="num">{one.waiting}</td>
                  <td className="num">{one.delayed}</td>
                  <td className="num">{one.leased}</td>
                  <td className="num">{one.waiting > 0 ? `${number(one.oldest_waiting_seconds)} s` : "–"}</td>
                </tr>
              ))}
            </Table>
          )}
        </Loaded>
      </section>
      <section className="sheet">
        <h2>{t("machines.workers")}</h2>
        {error !== null && <Failure error={error} />}
        <Loaded query={workers}>
          {({ workers }) => (
            <Table
              label={t("machines.workers")}
              heads={[
                t("machines.name"),
                t("machines.state"),
                t("machines.sandbox"),
                { text: t("machines.slots"), width: "22%" },
                num(t("machines.finished")),
                num(t("machines.seen")),
                <Actions />,
              ]}
            >
              {workers.map((one) => (
                <tr key={one.name}>
                  <td>{one.name}</td>
                  <td>
                    <span className={`verdict ${one.quarantined ? "bad" : one.connected ? "good" : ""}`}>
                      {one.quarantined
                        ? t("machines.quarantined")
                        : one.draining
                          ? t("machines.draining")
                          : t(one.connected ? "machines.connected" : "machines.away")}
                    </span>
                    {one.quarantined && <div className="small soft">{one.quarantined}</div>}
                  </td>
                  <td>{one.backend}</td>
                  <td>
                    <Meter
                      shares={[
                        { tone: "calm", count: one.busy, label: t("machines.busy") },
                        { tone: "", count: Math.max(0, one.slots - one.busy), label: t("machines.free") },
                      ]}
                    />
                  </td>
                  <td className="num">{one.finished}</td>
                  <td className="num soft"><Ago at={one.last_seen} /></td>
                  <td className="num">
                    {me.data?.may("workers.set") &&
                      (one.quarantined ? (
                        <button className="button narrow" onClick={() => void act(one.name, "release")}>
                          {t("machines.release")}
                        </button>
                      ) : (
                        one.connected &&
                        !one.draining && (
                          <button className="button narrow" onClick={() => void act(one.name, "drain")}>
                            {t("machines.drain")}
                          </button>
                        )
                      ))}
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Loaded>
      </section>
    </div>
  );
}
