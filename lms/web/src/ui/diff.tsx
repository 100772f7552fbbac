import { useEffect, useState } from "react";
import { useT } from "../i18n";

interface Piece {
  value: string;
  added: boolean;
  removed: boolean;
}

// Blanks that matter are drawn: where both sides differ in them alone, nothing else would be seen.
function Visible({ text }: { text: string }) {
  const parts = text.split(/(\n|\t| )/);
  return (
    <>
      {parts.map((part, i) => {
        if (part === "\n") return <span key={i}><span className="ws">↵</span>{"\n"}</span>;
        if (part === "\t") return <span key={i} className="ws">{"→\t"}</span>;
        if (part === " ") return <span key={i} className="ws">·</span>;
        return part;
      })}
    </>
  );
}

const kLongest = 20_000;

export function Diff({ expected, actual }: { expected: string; actual: string }) {
  const { t } = useT();
  const [pieces, setPieces] = useState<Piece[] | null>(null);
  const cut = expected.length > kLongest || actual.length > kLongest;
  useEffect(() => {
    let current = true;
    void import("diff").then(({ diffWordsWithSpace }) => {
      const made = diffWordsWithSpace(expected.slice(0, kLongest), actual.slice(0, kLongest), { timeout: 300 });
      if (current)
        setPieces(
          made?.map(({ value, added, removed }) => ({ value, added, removed })) ?? [
            { value: expected, added: false, removed: true },
            { value: actual, added: true, removed: false },
          ],
        );
    });
    return () => {
      current = false;
    };
  }, [expected, actual]);
  if (pieces === null) return null;
  const side = (which: "added" | "removed", title: string) => (
    <div>
      <h3 className="small soft">{title}</h3>
      <pre className="diff" tabIndex={0}>
        {pieces.map((piece, i) => {
          if (piece.added || piece.removed) {
            if (!piece[which]) return null;
            const Tag = which === "added" ? "del" : "ins";
            return (
              <Tag key={i}>
                <Visible text={piece.value} />
              </Tag>
            );
          }
          return <Visible key={i} text={piece.value} />;
        })}
      </pre>
    </div>
  );
  return (
    <>
      <div className="pair">
        {side("removed", t("test.expected"))}
        {side("added", t("test.actual"))}
      </div>
      {cut && <p className="small soft">{t("test.cut")}</p>}
    </>
  );
}
