import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Schemas, client, take } from "../api/client";
import { courseChanged, useAnnouncements, useRights } from "../api/course";
import { useT } from "../i18n";
import { Check } from "./check";
import { Markdown } from "./markdown";
import { Failure } from "./parts";
import { useAct } from "./act";

type Announcement = Schemas["Announcement"];

function Write(props: { course: string; before: Announcement | undefined; onEnd: () => void }) {
  const { t } = useT();
  const { course, before } = props;
  const queries = useQueryClient();
  const [value, setValue] = useState<Announcement>(before ?? { title: "", body: "", pinned: false });
  const { busy, error, run: act } = useAct();
  const id = before?.id;
  const run = (what: () => Promise<unknown>) =>
    act(async () => {
      await what();
      await courseChanged(queries, course);
      props.onEnd();
    });
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(() =>
      take(
        id === undefined
          ? client.POST("/v1/courses/{course}/announcements", { params: { path: { course } }, body: value })
          : client.PUT("/v1/courses/{course}/announcements/{id}", { params: { path: { course, id } }, body: value }),
      ),
    );
  };
  return (
    <form className="stack entry" aria-label={t("course.announce")} onSubmit={save}>
      <label className="field">
        {t("course.edit.title")}
        <input
          type="text"
          required
          value={value.title ?? ""}
          onChange={(event) => setValue({ ...value, title: event.target.value })}
        />
      </label>
      <label className="field">
        {t("course.edit.text")}
        <textarea
          rows={5}
          value={value.body ?? ""}
          onChange={(event) => setValue({ ...value, body: event.target.value })}
        />
      </label>
      <Check label={t("course.edit.pin")} value={value.pinned} set={(pinned) => setValue({ ...value, pinned })} />
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
        <button type="button" className="button" onClick={props.onEnd}>
          {t("rejudge.cancel")}
        </button>
        {id !== undefined && (
          <button
            type="button"
            className="button bare"
            disabled={busy}
            onClick={() =>
              void run(() =>
                take(client.DELETE("/v1/courses/{course}/announcements/{id}", { params: { path: { course, id } } })),
              )
            }
          >
            {t("grading.remove")}
          </button>
        )}
      </div>
    </form>
  );
}

// What the course's staff say to all; the latest, or everything.
export function Announcements({ course, latest }: { course: string; latest: Announcement[] }) {
  const { t, time } = useT();
  const { helper } = useRights(course);
  const [all, setAll] = useState(false);
  const [writing, setWriting] = useState<string | null>(null); // the id of which; "": a new one
  const more = useAnnouncements(course, all);
  if (latest.length === 0 && !helper) return null;
  const shown = all ? (more.data?.announcements ?? latest) : latest;
  return (
    <section className="sheet">
      <div className="row spread">
        <h2>{t("course.announcements")}</h2>
        {helper && writing === null && (
          <button className="button narrow" onClick={() => setWriting("")}>
            {t("course.announce")}
          </button>
        )}
      </div>
      {writing === "" && <Write course={course} before={undefined} onEnd={() => setWriting(null)} />}
      {shown.map((one) =>
        writing === one.id ? (
          <Write key={one.id} course={course} before={one} onEnd={() => setWriting(null)} />
        ) : (
          <article key={one.id} className="entry">
            <h3>
              {one.title} {one.pinned && <span className="verdict calm">{t("course.pinned")}</span>}
            </h3>
            <p className="row small soft">
              {one.created_at && <span>{time(one.publish_at ?? one.created_at)}</span>}
              {helper && writing === null && (
                <button className="button narrow bare" onClick={() => setWriting(one.id ?? "")}>
                  {t("grading.change")}
                  <span className="hidden">: {one.title}</span>
                </button>
              )}
            </p>
            <Markdown text={one.body ?? ""} />
          </article>
        ),
      )}
      {latest.length >= 3 && !all && (
        <button className="button narrow" onClick={() => setAll(true)}>
          {t("course.all_announcements")}
        </button>
      )}
    </section>
  );
}
