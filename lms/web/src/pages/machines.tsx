import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, take } from "../api/client";
import { useMe, useQueue, useWorkers } from "../api/queries";
import { type Key, useT } from "../i18n";
import { Ago } from "../ui/ago";
import { Failure, Loaded, Meter } from "../ui/parts";

// The queue and who works on it.
export default function Machines() {
  const { t, number } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const queue = useQueue();
  const workers = useWorkers();
  const [error, setError] = useState<unknown>(null);
  const act = async (name: string, what: "drain" | "release") => {
    setError(null);
    try {
      const options = { params: { path: { name } }, body: { reason: t("machines.by_hand") } };
      await take(
        what === "drain"
          ? client.POST("/v1/workers/{name}/drain", options)
          : client.POST("/v1/workers/{name}/release", options),
      );
      await queries.invalidateQueries({ queryKey: ["workers"] });
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className="stack">
      <div className="head">
        <h1>{t("machines.title")}</h1>
      </div>
      <section className="sheet scroll">
        <h2>{t("machines.queue")}</h2>
        <Loaded query={queue}>
          {({ classes }) => (
            <table>
              <thead>
                <tr>
                  <th>{t("machines.class")}</th>
                  <th className="num">{t("board.waiting")}</th>
                  <th className="num">{t("machines.delayed")}</th>
                  <th className="num">{t("machines.running")}</th>
                  <th className="num">{t("machines.oldest")}</th>
                </tr>
              </thead>
              <tbody>
                {classes.map((one) => (
                  <tr key={one.class}>
                    <td>{t(`class.${one.class}` as Key)}</td>
                    <td className="num">{one.waiting}</td>
                    <td className="num">{one.delayed}</td>
                    <td className="num">{one.leased}</td>
                    <td className="num">{one.waiting > 0 ? `${number(one.oldest_waiting_seconds)} s` : "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Loaded>
      </section>
      <section className="sheet scroll">
        <h2>{t("machines.workers")}</h2>
        {error !== null && <Failure error={error} />}
        <Loaded query={workers}>
          {({ workers }) => (
            <table>
              <thead>
                <tr>
                  <th>{t("machines.name")}</th>
                  <th>{t("machines.state")}</th>
                  <th>{t("machines.sandbox")}</th>
                  <th style={{ width: "22%" }}>{t("machines.slots")}</th>
                  <th className="num">{t("machines.finished")}</th>
                  <th className="num">{t("machines.seen")}</th>
                  <th>
                    <span className="hidden">{t("people.actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
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
                      {me.data?.administrator &&
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
              </tbody>
            </table>
          )}
        </Loaded>
      </section>
    </div>
  );
}
