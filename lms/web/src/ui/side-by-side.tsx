import { type KeyboardEvent, type MouseEvent, memo, useEffect, useMemo, useRef } from "react";
import type { PairDetail, Passage } from "../api/similarity";
import { useT } from "../i18n";
import { bytesOf, linesOf } from "./passages";

type Where = "left" | "right";
export interface Chosen {
  passage: number;
  from: Where | null; // where it was clicked: that side stays, the other one follows
}

const kHues = 6;
// What covers whole stretches has a colour behind it, the other kinds are underlined.
const kBlocks = new Set(["tokens", "structure", "layout"]);
export const hueOf = (passage: number) => `hue${passage % kHues}`;

interface TextProps {
  files: PairDetail["left_files"];
  passages: Passage[];
  side: Where;
  kinds: ReadonlySet<string>;
}

const Text = memo(function Text({ files, passages, side, kinds }: TextProps) {
  const made = useMemo(
    () =>
      files.map((file, i) => ({
        path: file.path,
        lines: linesOf(
          bytesOf(file.data),
          passages.flatMap((one, passage) =>
            kinds.has(one.kind) && one[side].file === i ? [{ passage, begin: one[side].begin, end: one[side].end }] : [],
          ),
        ),
      })),
    [files, passages, side, kinds],
  );
  return made.map((file) => (
    <div key={file.path} className="text">
      {made.length > 1 && <h4 className="small soft">{file.path}</h4>}
      {file.lines.map((line, i) => (
        <span key={i} className="line">
          {line.length === 0
            ? "\n"
            : line.map((piece, k) => {
                const [first] = piece.passages;
                if (first === undefined) return piece.text;
                const block = kBlocks.has(passages[first]?.kind ?? "");
                return (
                  <mark
                    key={k}
                    className={`${block ? "filled" : "lined"} ${hueOf(first)}`}
                    data-passage={first}
                    data-covers={piece.passages.join(" ")}
                    data-number={piece.begins.includes(first) && block ? first + 1 : undefined}
                  >
                    {piece.text}
                  </mark>
                );
              })}
        </span>
      ))}
    </div>
  ));
});

// Both texts, with what they share in the same colour and number on both sides. A click on a passage, or n and p while a text
// has the focus, moves both sides to it.
export function SideBySide(props: {
  detail: PairDetail;
  names: Record<Where, string>;
  kinds: ReadonlySet<string>;
  chosen: Chosen | null;
  onChoose: (passage: number, from: Where | null) => void;
  onStep: (step: 1 | -1) => void;
}) {
  const { detail, names, kinds, chosen, onChoose, onStep } = props;
  const { t } = useT();
  const left = useRef<HTMLDivElement>(null);
  const right = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const panes = { left: left.current, right: right.current };
    for (const pane of [panes.left, panes.right])
      for (const mark of pane?.querySelectorAll("mark.on") ?? []) mark.classList.remove("on");
    if (chosen === null) return;
    const firstIn = (side: Where) => panes[side]?.querySelector<HTMLElement>(`mark[data-covers~="${chosen.passage}"]`);
    const from = chosen.from ? firstIn(chosen.from) : null;
    const pane = chosen.from ? panes[chosen.from] : panes.left;
    // As high on the other side as it stands on this one.
    const height = from && pane ? Math.max(30, from.offsetTop - pane.scrollTop) : (pane?.clientHeight ?? 0) / 4;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const side of ["left", "right"] as const) {
      for (const mark of panes[side]?.querySelectorAll(`mark[data-covers~="${chosen.passage}"]`) ?? [])
        mark.classList.add("on");
      const mark = firstIn(side);
      if (mark && side !== chosen.from)
        panes[side]?.scrollTo({ top: mark.offsetTop - height, behavior: still ? "auto" : "smooth" });
    }
  }, [chosen, kinds]);

  const click = (side: Where) => (event: MouseEvent) => {
    const mark = (event.target as HTMLElement).closest<HTMLElement>("[data-passage]");
    if (mark && window.getSelection()?.isCollapsed !== false) onChoose(Number(mark.dataset.passage), side);
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") onStep(1);
    else if (event.key === "p") onStep(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div className="sides">
      {(["left", "right"] as const).map((side) => (
        <div key={side} className="side">
          <h3>{names[side]}</h3>
          <div
            ref={side === "left" ? left : right}
            className="pane"
            role="region"
            tabIndex={0}
            aria-label={t("sim.text_of", { name: names[side] })}
            onClick={click(side)}
            onKeyDown={press}
          >
            {detail[`${side}_files`].length === 0 ? (
              <p className="soft text">{t("sim.no_text")}</p>
            ) : (
              <Text files={detail[`${side}_files`]} passages={detail.passages} side={side} kinds={kinds} />
            )}
          </div>
        </div>
      ))}
    </div>
  );
}
