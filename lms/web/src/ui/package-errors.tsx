import { ApiError } from "../api/client";
import { useT } from "../i18n";
import { Failure } from "./parts";

// "problem.yaml:12: unknown key …": the place stands apart from what is wrong there.
export function PackageErrors({ error }: { error: unknown }) {
  const { t } = useT();
  const lines = error instanceof ApiError && error.status === 422 ? error.message.split("\n").filter(Boolean) : [];
  const placed = lines.map((line) => /^(\S+?):(\d+)(?::(\d+))?: (.*)$/.exec(line));
  if (lines.length === 0 || placed.every((one) => one === null)) return <Failure error={error} />;
  return (
    <div className="notice bad gap-above" role="alert">
      <p>{t("author.refused")}</p>
      <dl className="places">
        {lines.map((line, i) => {
          const found = placed[i];
          return found ? (
            <div key={i}>
              <dt className="mono">
                {found[1]}
                <span className="soft">
                  {" "}
                  {t("author.line", { line: found[2] ?? "" })}
                </span>
              </dt>
              <dd>{found[4]}</dd>
            </div>
          ) : (
            <div key={i}>
              <dd>{line}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
