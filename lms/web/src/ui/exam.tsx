import { useEffect, useState } from "react";
import type { Saving } from "../api/autosave";
import type { AssignmentPage } from "../api/course";
import { useT } from "../i18n";
import { Failure } from "./parts";
import { useAct } from "./act";

// Before an exam, and where it goes on in another window.
export function ExamGate(props: { page: AssignmentPage; begin: (takeOver: boolean) => Promise<unknown> }) {
  const { t, time } = useT();
  const { page } = props;
  const begun = page.exam?.begun ?? false;
  const minutes = page.exam?.minutes || page.assignment?.exam?.minutes || 0;
  const { busy, error, run } = useAct();
  const begin = () => run(() => props.begin(begun));
  return (
    <section className="sheet exam-gate">
      <h2>{t(begun ? "course.exam.elsewhere" : "course.exam.title")}</h2>
      <p>{t(begun ? "course.exam.take_over_explained" : "course.exam.explained")}</p>
      <ul>
        {minutes > 0 && <li>{t("course.exam.minutes", { count: minutes })}</li>}
        {page.exam?.ends_at && <li>{t("course.exam.ends", { when: time(page.exam.ends_at) })}</li>}
        {page.schedule?.closes && !page.exam?.ends_at && (
          <li>{t("course.exam.closes", { when: time(page.schedule.closes) })}</li>
        )}
        {page.assignment?.exam?.one_session && <li>{t("course.exam.one_session")}</li>}
        <li>{t("course.exam.saved_by_itself")}</li>
      </ul>
      {error !== null && <Failure error={error} />}
      {page.may_submit !== false && (
        <button className="button main" disabled={busy} onClick={() => void begin()}>
          {t(begun ? "course.exam.take_over" : "course.exam.begin")}
        </button>
      )}
    </section>
  );
}

// The time that is left. It is read out only when it becomes short.
export function Countdown({ until, onEnd }: { until: string; onEnd: () => void }) {
  const { t } = useT();
  const left = () => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  const over = seconds === 0;
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds(left()), 1000);
    return () => window.clearInterval(timer);
  });
  useEffect(() => {
    if (over) onEnd();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [over]);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const short = over ? 0 : seconds <= 60 ? 1 : seconds <= 300 ? 5 : 0;
  return (
    <span className={seconds <= 300 ? "verdict warn" : "verdict calm"}>
      <span role="timer">{over ? t("course.exam.over") : t("course.exam.left", { time: clock })}</span>
      <span className="hidden" role="status">
        {short > 0 ? t("course.exam.minutes_left", { count: short }) : ""}
      </span>
    </span>
  );
}

// Whether the server has what is typed.
export function SavedMark({ save }: { save: Saving }) {
  const { t, clock } = useT();
  if (save.conflict)
    return (
      <div className="notice warn" role="alert">
        <p>{t("course.save.other")}</p>
        <div className="row">
          <button className="button narrow" onClick={save.takeOther}>
            {t("course.save.take_other")}
          </button>
          <button className="button narrow" onClick={save.keepMine}>
            {t("course.save.keep_mine")}
          </button>
        </div>
      </div>
    );
  const tone = { asking: "", changed: "", saving: "", saved: "on", away: "off", refused: "off" }[save.state];
  return (
    <span className={`live ${tone}`} role="status" data-saved={save.state}>
      {save.state === "refused"
        ? save.why
        : save.state === "saved" && save.savedAt
          ? t("course.save.saved", { when: clock(save.savedAt) })
          : t(
              save.state === "away"
                ? "course.save.away"
                : save.state === "saved"
                  ? "course.save.nothing"
                  : save.state === "asking"
                    ? "live.connecting"
                    : "course.save.saving",
            )}
    </span>
  );
}
