import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { Link } from "wouter";
import { useMe } from "../api/queries";
import { type Decision, type PairDetail, type Passage, type Place, decide, similarityKey, usePair } from "../api/similarity";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { Ago } from "../ui/ago";
import { CourseHead } from "../ui/course-head";
import { Failure, Loaded } from "../ui/parts";
import { type Chosen, SideBySide, hueOf } from "../ui/side-by-side";
import { Contribution, Sure, kindName, useShares } from "../ui/sure";
import { DecisionChip, OriginChip, addressOf, useBlind, useNames } from "./similarity";
import { Table, num } from "../ui/table";

export default function PairView({ place, pair }: { place: Place; pair: string }) {
  const [blind] = useBlind();
  const query = usePair(place, pair, blind);
  return <Loaded query={query}>{(detail) => <Pair place={place} detail={detail} blind={blind} />}</Loaded>;
}

function Pair({ place, detail, blind }: { place: Place; detail: PairDetail; blind: boolean }) {
  const { t } = useT();
  const names = useNames(place.course);
  const { share, interval, inWords } = useShares();
  const pair = detail.pair;
  const sides = { left: names.side(pair.left), right: names.side(pair.right) };
  return (
    <div className="stack">
      <CourseHead course={place.course} title={`${sides.left} ↔ ${sides.right}`}>
        <Link className="soft" href={addressOf(place)}>
          {t("sim.back", { problem: place.problem })}
        </Link>
        <OriginChip side={pair.left} course={place.course} />
        <OriginChip side={pair.right} course={place.course} />
        <DecisionChip state={pair.decision} />
      </CourseHead>
      <div className="grid">
        <section className="sheet">
          <h2>{t("sim.how_sure")}</h2>
          <div className="row">
            <strong className="big">{share(pair.probability)}</strong>
            <div>
              <div>{inWords(pair.probability)}</div>
              <div className="row tight">
                <Sure {...pair} />
                <span className="small soft nowrap">{interval(pair)}</span>
              </div>
            </div>
          </div>
          <p className="small soft gap-above">{t("sim.means")}</p>
          <dl className="facts">
            <dt>{t("sim.covered")}</dt>
            <dd>{t("sim.covered_of", { left: share(pair.left.covered), right: share(pair.right.covered) })}</dd>
            {(["left", "right"] as const).map((side) => (
              <HandedIn key={side} name={sides[side]} side={pair[side]} blind={blind} />
            ))}
            {pair.order && pair.order.first !== "unknown" && (
              <>
                <dt>{t("sim.order")}</dt>
                <dd>{pair.order.why}</dd>
              </>
            )}
          </dl>
        </section>
        <section className="sheet">
          <h2>{t("sim.evidence")}</h2>
          <EvidenceTable detail={detail} />
        </section>
      </div>
      <Passages detail={detail} sides={sides} />
      <Decisions place={place} detail={detail} />
    </div>
  );
}

function HandedIn({ name, side, blind }: { name: string; side: PairDetail["pair"]["left"]; blind: boolean }) {
  const { time } = useT();
  if (!side.submitted_at) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {side.submission && !blind ? (
          <Link href={`/submissions/${side.submission}`}>{time(side.submitted_at)}</Link>
        ) : (
          time(side.submitted_at)
        )}
      </dd>
    </>
  );
}

function EvidenceTable({ detail }: { detail: PairDetail }) {
  const { t } = useT();
  const { share, signed } = useShares();
  const most = Math.max(1, ...detail.pair.evidence.map((one) => Math.abs(one.contribution)));
  return (
    <>
      <Table
        className="dense"
        label={t("sim.evidence")}
        heads={[t("sim.kind"), num(t("sim.alike")), num(t("sim.surprise")), t("sim.adds")]}
      >
        {detail.pair.evidence.map((one) => (
          <tr key={one.kind}>
            <td>{t(kindName(one.kind))}</td>
            {one.measured ? (
              <>
                <td className="num">{share(one.similarity)}</td>
                <td className="num">{signed(one.surprise)} σ</td>
                <td>
                  <div className="row tight">
                    <Contribution value={one.contribution} most={most} />
                    <span className="num">{signed(one.contribution)}</span>
                  </div>
                </td>
              </>
            ) : (
              <td colSpan={3} className="soft">
                {t("sim.not_measured")}
              </td>
            )}
          </tr>
        ))}
      </Table>
      <p className="small soft gap-above">{t("sim.adds_means")}</p>
    </>
  );
}

const lines = (region: Passage["left"]) =>
  region.begin_line === region.end_line ? `${region.begin_line}` : `${region.begin_line}–${region.end_line}`;

function Passages({ detail, sides }: { detail: PairDetail; sides: Record<"left" | "right", string> }) {
  const { t } = useT();
  const found = useMemo(() => {
    const counts = new Map<string, number>();
    for (const one of detail.passages) counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1);
    return counts;
  }, [detail.passages]);
  // Marks of everything at once would hide one another.
  const [kinds, setKinds] = useState<ReadonlySet<string>>(
    () => new Set(found.has("tokens") ? ["tokens"] : [...found.keys()].slice(0, 1)),
  );
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const shown = detail.passages.flatMap((one, i) => (kinds.has(one.kind) ? [i] : []));
  const choose = (passage: number, from: Chosen["from"] = null) => setChosen({ passage, from });
  const step = (by: 1 | -1) => {
    const at = chosen === null ? -1 : shown.indexOf(chosen.passage);
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length];
    if (next !== undefined) choose(next);
  };
  const title = (passage: number) => {
    const one = detail.passages[passage];
    if (!one) return "";
    return t("sim.passage", {
      number: passage + 1,
      kind: t(kindName(one.kind)),
      left: lines(one.left),
      right: lines(one.right),
    });
  };
  return (
    <section className="sheet">
      <h2>{t("sim.side_by_side")}</h2>
      {detail.passages.length === 0 ? (
        <p className="soft">{t("sim.no_passages")}</p>
      ) : (
        <>
          <fieldset className="kinds">
            <legend className="small soft">{t("sim.show_kinds")}</legend>
            {[...found].map(([kind, count]) => (
              <label key={kind}>
                <input
                  type="checkbox"
                  checked={kinds.has(kind)}
                  onChange={(event) => {
                    const next = new Set(kinds);
                    if (event.target.checked) next.add(kind);
                    else next.delete(kind);
                    setKinds(next);
                  }}
                />
                {t(kindName(kind))} ({count})
              </label>
            ))}
          </fieldset>
          <div className="row spread gap-below">
            <div className="row">
              <button className="button narrow" disabled={shown.length === 0} onClick={() => step(-1)}>
                {t("sim.previous")}
              </button>
              <button className="button narrow" disabled={shown.length === 0} onClick={() => step(1)}>
                {t("sim.next")}
              </button>
              <span className="small" role="status">
                {chosen !== null ? title(chosen.passage) : t("sim.choose")}
              </span>
            </div>
            <span className="small soft">{t("sim.keys")}</span>
          </div>
        </>
      )}
      <SideBySide
        detail={detail}
        names={sides}
        kinds={kinds}
        chosen={chosen}
        onChoose={choose}
        onStep={step}
      />
      {shown.length > 0 && (
        <>
          <h3 className="gap-above">{t("sim.passages")}</h3>
          <ol className="passages" aria-label={t("sim.passages")}>
            {shown.map((passage) => (
              <li key={passage}>
                <button
                  className="button bare narrow"
                  aria-current={chosen?.passage === passage ? "true" : undefined}
                  onClick={() => choose(passage)}
                >
                  <span className={`swatch ${hueOf(passage)}`} aria-hidden="true" />
                  {title(passage)}
                  {detail.passages[passage]?.what && <span className="soft">{detail.passages[passage]?.what}</span>}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

const kStates = ["open", "dismissed", "referred"] as const;

// What people made of it. Nothing is overwritten: another decision is added, and the last one counts.
function Decisions({ place, detail }: { place: Place; detail: PairDetail }) {
  const { t } = useT();
  const me = useMe();
  const names = useNames(place.course);
  const queries = useQueryClient();
  const [state, setState] = useState<Decision["state"]>(detail.pair.decision);
  const [note, setNote] = useState("");
  const { busy, error, run } = useAct();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await decide(place, detail.pair.key, state, note.trim());
      setNote("");
      await queries.invalidateQueries({ queryKey: similarityKey(place) });
    });
  };
  return (
    <section className="sheet">
      <h2>{t("sim.decision")}</h2>
      <div className="grid">
        {me.data?.may("similarity.decide", place.course) && (
          <form onSubmit={save}>
            <fieldset className="choices">
              <legend className="hidden">{t("sim.decision")}</legend>
              {kStates.map((one) => (
                <label key={one}>
                  <input type="radio" name="state" checked={state === one} onChange={() => setState(one)} />
                  <span>
                    {t(`sim.state.${one}`)} <span className="small soft">{t(`sim.state.${one}.means`)}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            <label className="field">
              {t("sim.note")}
              <textarea value={note} rows={3} maxLength={4000} onChange={(event) => setNote(event.target.value)} />
            </label>
            {error !== null && <Failure error={error} />}
            <button className="button main gap-above" disabled={busy}>
              {t("sim.decide")}
            </button>
          </form>
        )}
        <div>
          <h3>{t("sim.history")}</h3>
          {detail.decisions.length === 0 ? (
            <p className="soft">{t("sim.no_decisions")}</p>
          ) : (
            <ol className="history">
              {[...detail.decisions].reverse().map((one, i) => (
                <li key={i}>
                  <DecisionChip state={one.state} /> {names.person(one.who)},{" "}
                  <span className="soft">
                    <Ago at={one.at} />
                  </span>
                  {one.note && <p className="wrap flat">{one.note}</p>}
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </section>
  );
}
