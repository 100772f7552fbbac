import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { download } from "../api/files";
import { toBase64 } from "../api/report";
import { courseHref } from "../api/course";
import { useCoursePeople, useMe, useProblems } from "../api/queries";
import {
  type Comparison,
  type Pair,
  type Place,
  type Side,
  cancelComparison,
  decideCommonCode,
  deleteTemplate,
  isUnderWay,
  putTemplate,
  reportPath,
  similarityKey,
  startComparison,
  useClusters,
  useCommonCode,
  useComparisons,
  useDecisions,
  usePairs,
  useSimilarity,
  useTemplates,
} from "../api/similarity";
import { type Key, useT } from "../i18n";
import { useAct } from "../ui/act";
import { Ago } from "../ui/ago";
import { CourseHead } from "../ui/course-head";
import { DropFile } from "../ui/drop-file";
import { Failure, Loaded, Loading, bytes } from "../ui/parts";
import { idOf } from "../ui/slug";
import { EvidenceBars, Sure, useShares } from "../ui/sure";
import { Tabs } from "../ui/tabs";
import "../styles/admin.css";
import { Table, num } from "../ui/table";

// Names of the people of a course; who is not in it, or not to be named, is a pseudonym.
export function useNames(course: string) {
  const people = useCoursePeople(course);
  return useMemo(() => {
    const names = new Map((people.data?.people ?? []).map((one) => [one.person ?? "", one.name ?? ""]));
    return {
      person: (id: string) => names.get(id) || id,
      side: (side: Side) => (side.person && (names.get(side.person) || side.person)) || side.pseudonym,
    };
  }, [people.data]);
}

// Without names, for who wants to look at texts alone; kept for this browser.
const kBlind = "assay.similarity.blind";
export function useBlind(): [boolean, (blind: boolean) => void] {
  const [blind, setBlind] = useState(() => localStorage.getItem(kBlind) === "yes");
  return [
    blind,
    (next) => {
      localStorage.setItem(kBlind, next ? "yes" : "no");
      setBlind(next);
    },
  ];
}

export const addressOf = (place: Place, ...rest: string[]) =>
  courseHref(place.course, "similarity", place.problem, ...rest);

const kTone = { open: "", dismissed: "calm", referred: "warn" } as const;
export function DecisionChip({ state }: { state: keyof typeof kTone }) {
  const { t } = useT();
  return <span className={`verdict ${kTone[state]}`}>{t(`sim.state.${state}`)}</span>;
}

export function OriginChip({ side, course }: { side: Side; course: string }) {
  const { t } = useT();
  if (side.origin === "class" && side.course === course) return null;
  const key = side.origin === "class" ? "sim.origin.elsewhere" : (`sim.origin.${side.origin}` as Key);
  return (
    <span className="verdict calm" title={side.course}>
      {t(key)}
    </span>
  );
}

export default function Similarity({ course, problem }: { course: string; problem: string | null }) {
  const { t } = useT();
  const [, go] = useLocation();
  const problems = useProblems(course);
  return (
    <>
      <CourseHead course={course} title={t("sim.title")} />
      <p className="notice gap-below">{t("sim.about")}</p>
      <Loaded query={problems}>
        {({ problems }) => {
          const first = problems[0]?.id;
          const shown = problem ?? first;
          if (shown === undefined) return <p className="soft">{t("problems.none")}</p>;
          return (
            <>
              <label className="row gap-below">
                <span>{t("problems.problem")}</span>
                <select value={shown} onChange={(event) => go(addressOf({ course, problem: event.target.value }))}>
                  {problems.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.title || one.id}
                    </option>
                  ))}
                </select>
              </label>
              <OfAssignment key={shown} place={{ course, problem: shown }} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

type View = "pairs" | "clusters" | "common" | "decisions";

function OfAssignment({ place }: { place: Place }) {
  const { t } = useT();
  const state = useSimilarity(place);
  const comparisons = useComparisons(place);
  const [view, setView] = useState<View>("pairs");
  const [blind, setBlind] = useBlind();
  const done = comparisons.data?.comparisons.find((one) => one.state === "done");
  return (
    <div className="stack">
      <Loaded query={state}>
        {(known) => (
          <section className="sheet">
            <div className="row spread">
              <p className="flat">
                {t("sim.indexed", { count: known.indexed, people: known.people })}
                {known.left_out > 0 && ` ${t("sim.left_out", { count: known.left_out })}`}{" "}
                {known.behind > 0 && <span className="soft">{t("sim.behind", { count: known.behind })}</span>}
                {!known.following && <span className="soft">{t("sim.not_following")}</span>}
              </p>
              <Run place={place} newest={comparisons.data?.comparisons[0]} enough={known.people >= 2} />
            </div>
            {done && <Done place={place} done={done} blind={blind} />}
          </section>
        )}
      </Loaded>
      {done ? (
        <section className="sheet">
          <label className="row blind">
            <input type="checkbox" checked={blind} onChange={(event) => setBlind(event.target.checked)} /> {t("sim.blind")}
          </label>
          <Tabs
            label={t("sim.views")}
            shown={view}
            onShow={setView}
            tabs={(["pairs", "clusters", "common", "decisions"] as const).map((key) => ({
              key,
              title: t(`sim.view.${key}`),
            }))}
          >
            {view === "pairs" && <Pairs place={place} blind={blind} />}
            {view === "clusters" && <Clusters place={place} blind={blind} />}
            {view === "common" && (
              <>
                <Common place={place} />
                <Templates place={place} />
              </>
            )}
            {view === "decisions" && <Decided place={place} blind={blind} />}
          </Tabs>
        </section>
      ) : (
        comparisons.data && <p className="soft">{t("sim.none_yet")}</p>
      )}
    </div>
  );
}

function Run({ place, newest, enough }: { place: Place; newest: Comparison | undefined; enough: boolean }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const [elsewhere, setElsewhere] = useState(false);
  const { busy, error, run } = useAct();
  const act = async (what: () => Promise<unknown>) => {
    await run(what);
    await queries.invalidateQueries({ queryKey: [...similarityKey(place), "comparisons"] });
  };
  if (!me.data?.may("similarity.run", place.course)) return null;
  return (
    <div className="row">
      {newest && isUnderWay(newest) ? (
        <>
          <label className="row small">
            <span>{t(newest.state === "waiting" ? "sim.waits" : "sim.runs")}</span>
            <progress max={1} value={newest.progress} />
          </label>
          <button className="button narrow" onClick={() => void act(() => cancelComparison(place, newest.id))}>
            {t("run.cancel")}
          </button>
        </>
      ) : (
        <>
          <label className="row small">
            <input type="checkbox" checked={elsewhere} onChange={(event) => setElsewhere(event.target.checked)} />{" "}
            {t("sim.elsewhere")}
          </label>
          <button
            className="button main"
            disabled={busy || !enough}
            onClick={() => void act(() => startComparison(place, elsewhere))}
          >
            {t("sim.compare")}
          </button>
        </>
      )}
      {newest?.state === "failed" && <p className="wrong flat">{t("sim.failed", { why: newest.failure ?? "" })}</p>}
      {error !== null && <Failure error={error} />}
    </div>
  );
}

function Done({ place, done, blind }: { place: Place; done: Comparison; blind: boolean }) {
  const { t } = useT();
  const names = useNames(place.course);
  const { busy, error, run } = useAct();
  const fetchReport = (format: "html" | "csv") =>
    void run(() => download(reportPath(place, format, blind), `similarity-${place.problem}.${format}`));
  return (
    <div className="row spread gap-above">
      <p className="flat soft small">
        {t("sim.compared", { submissions: done.submissions, people: done.people, pairs: done.pairs })}{" "}
        <Ago at={done.ended_at} />
        {done.started_by && `, ${names.person(done.started_by)}`}
        {done.erased > 0 && ` · ${t("sim.erased", { count: done.erased })}`}
      </p>
      <div className="row">
        <button className="button narrow" disabled={busy} onClick={() => fetchReport("html")}>
          {t("sim.report")}
        </button>
        <button className="button narrow" disabled={busy} onClick={() => fetchReport("csv")}>
          {t("sim.table")}
        </button>
      </div>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

const kFrom = [0, 0.4, 0.75, 0.95];

function Pairs({ place, blind }: { place: Place; blind: boolean }) {
  const { t } = useT();
  const names = useNames(place.course);
  const { share, interval } = useShares();
  const [from, setFrom] = useState(0);
  const [search, setSearch] = useState("");
  const query = usePairs(place, { pseudonyms: blind, from });
  const all = query.data?.pages.flatMap((page) => page.pairs) ?? [];
  const wanted = search.trim().toLocaleLowerCase();
  const pairs = all.filter(
    (one) => wanted === "" || [one.left, one.right].some((side) => names.side(side).toLocaleLowerCase().includes(wanted)),
  );
  return (
    <>
      <div className="row gap-below">
        <label className="row">
          <span>{t("sim.from")}</span>
          <select value={from} onChange={(event) => setFrom(Number(event.target.value))}>
            {kFrom.map((one) => (
              <option key={one} value={one}>
                {one === 0 ? t("sim.all") : t("sim.at_least", { share: share(one) })}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          <span>{t("sim.search")}</span>
          <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
        </label>
      </div>
      {query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading />
      ) : pairs.length === 0 ? (
        <p className="soft">{t("sim.no_pairs")}</p>
      ) : (
        <Table
          label={t("sim.view.pairs")}
          heads={[
            num(t("sim.rank")),
            t("sim.pair"),
            t("sim.sure"),
            t("sim.evidence"),
            num(t("sim.covered")),
            t("sim.decision"),
          ]}
        >
          {pairs.map((one) => (
            <tr key={one.key} className="pick">
              <td className="num">{one.rank}</td>
              <td>
                <PairLink place={place} pair={one} left={names.side(one.left)} right={names.side(one.right)} />
              </td>
              <td>
                <div className="row tight">
                  <strong className="num share">{share(one.probability)}</strong>
                  <Sure {...one} />
                  <span className="small soft nowrap">{interval(one)}</span>
                </div>
              </td>
              <td>
                <EvidenceBars evidence={one.evidence} />
              </td>
              <td className="num">
                {share(one.left.covered)} · {share(one.right.covered)}
              </td>
              <td>
                <DecisionChip state={one.decision} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <button className="button gap-above" disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
          {t("people.more")}
        </button>
      )}
    </>
  );
}

function PairLink(props: { place: Place; pair: Pair; left: string; right: string }): ReactNode {
  const { place, pair, left, right } = props;
  return (
    <Link href={addressOf(place, "pairs", pair.key)}>
      {left} <OriginChip side={pair.left} course={place.course} /> ↔ {right}{" "}
      <OriginChip side={pair.right} course={place.course} />
    </Link>
  );
}

function Clusters({ place, blind }: { place: Place; blind: boolean }) {
  const { t } = useT();
  const names = useNames(place.course);
  const { share } = useShares();
  const query = useClusters(place, blind);
  return (
    <Loaded query={query}>
      {({ clusters }) =>
        clusters.length === 0 ? (
          <p className="soft">{t("sim.no_clusters")}</p>
        ) : (
          <>
            <p className="soft">{t("sim.clusters_are")}</p>
            <ul className="cards">
              {clusters.map((one, i) => (
                <li key={i} className="card">
                  <p className="flat">
                    <strong>{t("sim.members", { count: one.members.length })}</strong>{" "}
                    <span className="soft">{t("sim.cohesion", { share: share(one.cohesion) })}</span>
                  </p>
                  <ul className="row plain">
                    {one.members.map((side, k) => (
                      <li key={k}>
                        {side.submission ? (
                          <Link href={`/submissions/${side.submission}`}>{names.side(side)}</Link>
                        ) : (
                          names.side(side)
                        )}{" "}
                        <OriginChip side={side} course={place.course} />
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  );
}

function Common({ place }: { place: Place }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const query = useCommonCode(place);
  const { busy, error, run } = useAct();
  const may = me.data?.may("similarity.decide", place.course) ?? false;
  const set = (key: string, accepted: boolean) =>
    run(async () => {
      await decideCommonCode(place, key, accepted);
      await queries.invalidateQueries({ queryKey: [...similarityKey(place), "common"] });
    });
  return (
    <Loaded query={query}>
      {({ common }) =>
        common.length === 0 ? (
          <p className="soft">{t("sim.no_common")}</p>
        ) : (
          <>
            <p className="soft">{t("sim.common_is")}</p>
            {error !== null && <Failure error={error} />}
            <ul className="cards">
              {common.map((one, i) => (
                <li key={one.key} className="card">
                  <div className="row spread">
                    <p className="flat">
                      <strong>{t("sim.have_it", { count: one.people })}</strong>{" "}
                      <span className={`verdict ${one.accepted ? "calm" : "warn"}`}>
                        {t(one.accepted ? "sim.accepted" : "sim.refused")}
                      </span>
                    </p>
                    {may && (
                      <button
                        className="button narrow"
                        disabled={busy}
                        aria-describedby={`common-${i}`}
                        onClick={() => void set(one.key, !one.accepted)}
                      >
                        {t(one.accepted ? "sim.refuse" : "sim.accept")}
                      </button>
                    )}
                  </div>
                  <pre id={`common-${i}`} tabIndex={0} className="short">
                    {one.text}
                  </pre>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  );
}

// Code that everybody was given: nothing of it counts from the next comparison on.
function Templates({ place }: { place: Place }) {
  const { t, number } = useT();
  const me = useMe();
  const names = useNames(place.course);
  const queries = useQueryClient();
  const query = useTemplates(place);
  const { busy, error, run } = useAct();
  const may = me.data?.may("similarity.run", place.course) ?? false;
  const act = (what: () => Promise<unknown>) =>
    void run(async () => {
      await what();
      await queries.invalidateQueries({ queryKey: [...similarityKey(place), "templates"] });
    });
  return (
    <>
      <h3 className="gap-above">{t("sim.given")}</h3>
      <p className="soft">{t("sim.given_is")}</p>
      {error !== null && <Failure error={error} />}
      <Loaded query={query}>
        {({ templates }) =>
          templates.length === 0 ? null : (
            <ul className="cards">
              {templates.map((one) => (
                <li key={one.name} className="card row spread">
                  <span>
                    <span className="mono">{one.name}</span>{" "}
                    <span className="soft small">
                      {bytes(one.bytes, number)}, {names.person(one.put_by)} <Ago at={one.put_at} />
                    </span>
                  </span>
                  {may && (
                    <button
                      className="button narrow"
                      disabled={busy}
                      onClick={() => act(() => deleteTemplate(place, one.name))}
                    >
                      {t("sim.given_drop")}
                      <span className="hidden">: {one.name}</span>
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {may && (
        <div className="gap-above">
          <DropFile
            label={t("sim.given_add")}
            accept=""
            onFile={(file) =>
              act(async () => {
                const data = toBase64(new Uint8Array(await file.arrayBuffer()));
                await putTemplate(place, idOf(file.name), [{ path: file.name, data }]);
              })
            }
          />
        </div>
      )}
    </>
  );
}

function Decided({ place, blind }: { place: Place; blind: boolean }) {
  const { t } = useT();
  const names = useNames(place.course);
  const query = useDecisions(place);
  const pairs = usePairs(place, { pseudonyms: blind, from: 0 });
  const sides = new Map(
    pairs.data?.pages.flatMap((page) => page.pairs).map((one) => [one.key, `${names.side(one.left)} ↔ ${names.side(one.right)}`]),
  );
  return (
    <Loaded query={query}>
      {({ decisions }) =>
        <Table
          label={t("sim.view.decisions")}
          heads={[t("board.when"), t("sim.who"), t("sim.decision"), t("sim.note"), t("sim.pair")]}
          empty={t("sim.no_decisions")}
        >
          {[...decisions].reverse().map((one, i) => (
            <tr key={i} className="pick">
              <td>
                <Ago at={one.at} />
              </td>
              <td>{names.person(one.who)}</td>
              <td>
                <DecisionChip state={one.state} />
              </td>
              <td className="wrap">{one.note}</td>
              <td>
                <Link href={addressOf(place, "pairs", one.pair)}>{sides.get(one.pair) ?? t("sim.open_pair")}</Link>
              </td>
            </tr>
          ))}
        </Table>
      }
    </Loaded>
  );
}
