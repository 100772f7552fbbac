import { useId } from "react";
import { Link } from "wouter";
import type { Answer, Asked } from "../api/quiz";
import { useT } from "../i18n";
import { Markdown } from "./markdown";

interface Props {
  asked: Asked;
  answer: Answer | undefined;
  set?: ((answer: Answer) => void) | undefined; // absent: it is only looked at
}

function Choices({ asked, answer, set }: Props) {
  const { t } = useT();
  const name = useId();
  const chosen = answer?.choices ?? [];
  const single = asked.kind === "single";
  const pick = (id: string, on: boolean) =>
    set?.({
      question: asked.id ?? "",
      choices: single ? [id] : on ? [...chosen, id] : chosen.filter((one) => one !== id),
      text: "",
    });
  // Only who may know the key is sent what is right.
  const known = asked.key !== undefined && asked.key !== "";
  return (
    <ul className="plain choices-list">
      {(asked.choices ?? []).map((choice) => {
        const id = choice.id ?? "";
        const on = chosen.includes(id);
        return (
          <li key={id}>
            <label className="row check">
              <input
                type={single ? "radio" : "checkbox"}
                name={name}
                aria-label={/\$/.test(choice.text ?? "") ? choice.text : undefined}
                checked={on}
                disabled={set === undefined}
                onChange={(event) => pick(id, event.target.checked)}
              />
              <span>
                <Markdown text={choice.text ?? ""} />
              </span>
              {known && choice.correct && <span className="verdict good">{t("quiz.right")}</span>}
              {known && on && !choice.correct && <span className="verdict bad">{t("quiz.wrong")}</span>}
            </label>
            {choice.feedback && <p className="notice small">{choice.feedback}</p>}
          </li>
        );
      })}
    </ul>
  );
}

function Written({ asked, answer, set }: Props) {
  const { t } = useT();
  const text = answer?.text ?? "";
  const change = (value: string) => set?.({ question: asked.id ?? "", choices: [], text: value });
  const label = t(asked.kind === "number" ? "quiz.your_number" : "quiz.your_answer");
  if (asked.kind === "essay")
    return (
      <label className="field">
        {label}
        <textarea rows={8} value={text} readOnly={set === undefined} onChange={(event) => change(event.target.value)} />
      </label>
    );
  return (
    <label className="field">
      {label}
      <input
        type="text"
        inputMode={asked.kind === "number" ? "decimal" : undefined}
        autoComplete="off"
        value={text}
        readOnly={set === undefined}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
}

// One question as it is asked: with its inputs, or with what was answered and what that was worth.
export function QuizQuestion(props: Props & { number: number; children?: React.ReactNode }) {
  const { t, number } = useT();
  const { asked } = props;
  const choices = asked.kind === "single" || asked.kind === "multiple";
  return (
    <fieldset className="sheet stack question">
      <legend>
        <strong>{t("quiz.question", { count: props.number })}</strong>{" "}
        <span className="soft small">
          {asked.score === undefined
            ? t("course.points", { count: asked.points ?? 0 })
            : `${number(asked.score, 2)} / ${number(asked.points ?? 0, 2)}`}
        </span>{" "}
        {asked.state === "to_grade" && <span className="verdict calm">{t("course.state.needs_grading")}</span>}
        {asked.state === "pending" && <span className="verdict calm">{t("course.state.pending")}</span>}
      </legend>
      <Markdown text={asked.text ?? ""} />
      {choices ? (
        <Choices {...props} />
      ) : asked.kind === "code" ? (
        <p>
          <Link className="button" href={`/problems/${encodeURIComponent(asked.problem ?? "")}`} target="_blank">
            {t("quiz.open_problem")}
          </Link>{" "}
          <span className="soft small">{t("quiz.code_explained")}</span>
        </p>
      ) : (
        <Written {...props} />
      )}
      {asked.key && (
        <p className="notice good">
          {t("quiz.key")}: {asked.key}
        </p>
      )}
      {asked.feedback && <Markdown text={asked.feedback} />}
      {asked.comment && <p className="notice typed">{asked.comment}</p>}
      {props.children}
    </fieldset>
  );
}
