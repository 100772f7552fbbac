import { type FormEvent, useDeferredValue, useState } from "react";
import { type Topic, useAssignments } from "../api/course";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { useAct } from "./act";
import { Check } from "./check";
import { Markdown } from "./markdown";
import { Failure } from "./parts";

// A text with Markdown and code, beside what it looks like.
export function WriteText(props: { label: string; value: string; rows: number; set: (text: string) => void }) {
  const { t } = useT();
  const seen = useDeferredValue(props.value);
  return (
    <>
      <label className="field">
        {props.label}
        <textarea
          rows={props.rows}
          required
          className="mono"
          value={props.value}
          onChange={(event) => props.set(event.target.value)}
        />
      </label>
      {seen.trim() !== "" && (
        <div className="notice" role="group" aria-label={t("course.edit.preview")}>
          <Markdown text={seen} />
        </div>
      )}
    </>
  );
}

// Begins a discussion, or changes what it begins with.
export function WriteTopic(props: {
  course: string;
  before: Topic;
  send: (value: Topic) => Promise<unknown>;
  onEnd: () => void;
}) {
  const { t } = useT();
  const me = useMe();
  const assignments = useAssignments(props.course);
  const { busy, error, run } = useAct();
  const [value, setValue] = useState(props.before);
  const set = (change: Topic) => setValue({ ...value, ...change });
  const moderator = me.data?.may("discussion.moderate", props.course) ?? false;
  const old = props.before.id !== undefined;
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(() => props.send(value));
  };
  return (
    <form className="stack" aria-label={t(old ? "talk.change" : "talk.new")} onSubmit={save}>
      <div className="fields">
        <label className="field">
          {t("course.edit.title")}
          <input
            type="text"
            required
            maxLength={200}
            value={value.title ?? ""}
            onChange={(event) => set({ title: event.target.value })}
          />
        </label>
        {!old && (
          <label className="field">
            {t("talk.about")}
            <select value={value.assignment ?? "0"} onChange={(event) => set({ assignment: event.target.value })}>
              <option value="0">{t("talk.about_course")}</option>
              {(assignments.data ?? []).map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <WriteText label={t("course.edit.text")} rows={8} value={value.body ?? ""} set={(body) => set({ body })} />
      <Check label={t("talk.make_private")} value={value.private} set={(made) => set({ private: made })} />
      <Check label={t("talk.make_anonymous")} value={value.anonymous} set={(made) => set({ anonymous: made })} />
      {moderator && <Check label={t("course.edit.pin")} value={value.pinned} set={(pinned) => set({ pinned })} />}
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t(old ? "grading.save" : "talk.send")}
        </button>
        <button type="button" className="button" onClick={props.onEnd}>
          {t("rejudge.cancel")}
        </button>
      </div>
    </form>
  );
}
