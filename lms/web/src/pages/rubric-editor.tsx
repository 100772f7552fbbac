import type { Schemas } from "../api/client";
import { useT } from "../i18n";

type Criterion = Schemas["RubricCriterion"];

// A criterion keeps its id when it is renamed: what was given for it stays with it.
function freeId(rubric: Criterion[]): string {
  let number = rubric.length + 1;
  while (rubric.some((one) => one.id === `c${number}`)) ++number;
  return `c${number}`;
}

export function RubricEditor({ rubric, set }: { rubric: Criterion[]; set: (rubric: Criterion[]) => void }) {
  const { t } = useT();
  const change = (place: number, values: Criterion) =>
    set(rubric.map((one, i) => (i === place ? { ...one, ...values } : one)));
  return (
    <section className="sheet stack">
      <h2>{t("grading.rubric")}</h2>
      <p className="soft">{t("course.edit.rubric_explained")}</p>
      {rubric.map((one, i) => (
        <fieldset key={one.id} className="criterion">
          <legend>{t("course.edit.criterion", { count: i + 1 })}</legend>
          <div className="fields">
            <label className="field">
              {t("settings.name")}
              <input
                type="text"
                required
                value={one.name ?? ""}
                onChange={(event) => change(i, { name: event.target.value })}
              />
            </label>
            <label className="field">
              {t("test.points")}
              <input
                type="number"
                min="0"
                step="any"
                value={one.points ?? 0}
                onChange={(event) => change(i, { points: Number(event.target.value) })}
              />
            </label>
            <label className="field">
              {t("course.edit.means")}
              <input
                type="text"
                value={one.description ?? ""}
                onChange={(event) => change(i, { description: event.target.value })}
              />
            </label>
            <button type="button" className="button narrow" onClick={() => set(rubric.filter((_, k) => k !== i))}>
              {t("grading.remove")}
              <span className="hidden">: {one.name}</span>
            </button>
          </div>
        </fieldset>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => set([...rubric, { id: freeId(rubric), name: "", description: "", points: 1 }])}
      >
        {t("course.edit.add_criterion")}
      </button>
    </section>
  );
}
