import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link } from "wouter";
import { client, take } from "../api/client";
import { type Post, type Topic, courseChanged, courseHref, useAssignments, useTopic } from "../api/course";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { Ago } from "../ui/ago";
import { Check } from "../ui/check";
import { CourseHead } from "../ui/course-head";
import { Markdown } from "../ui/markdown";
import { Failure, Loaded } from "../ui/parts";
import { WriteText, WriteTopic } from "../ui/write-topic";

function WritePost(props: { label: string; before?: Post; send: (body: Post) => Promise<unknown>; onEnd?: () => void }) {
  const { t } = useT();
  const { busy, error, run } = useAct();
  const [body, setBody] = useState(props.before?.body ?? "");
  const [anonymous, setAnonymous] = useState(props.before?.anonymous ?? false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const done = await run(() => props.send({ body, anonymous, answer: props.before?.answer ?? false }));
    if (!done) return;
    setBody("");
    props.onEnd?.();
  };
  return (
    <form className="stack" aria-label={props.label} onSubmit={(event) => void save(event)}>
      <WriteText label={props.label} rows={5} value={body} set={setBody} />
      <Check label={t("talk.make_anonymous")} value={anonymous} set={setAnonymous} />
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t(props.before ? "grading.save" : "talk.send")}
        </button>
        {props.onEnd && (
          <button type="button" className="button" onClick={props.onEnd}>
            {t("rejudge.cancel")}
          </button>
        )}
      </div>
    </form>
  );
}

function Said(props: {
  name: string | undefined;
  staff?: boolean | undefined;
  at: string | undefined;
  edited?: string | undefined;
  marks?: ReactNode;
  tools: ReactNode;
  body: string;
}) {
  const { t } = useT();
  return (
    <article className="entry">
      <p className="row small soft">
        <strong>{props.name || t("talk.somebody")}</strong>
        {props.staff && <span className="verdict calm">{t("talk.staff")}</span>}
        <Ago at={props.at} />
        {props.edited && <span>{t("talk.edited")}</span>}
        {props.marks}
        {props.tools}
      </p>
      <Markdown text={props.body} />
    </article>
  );
}

function PostEntry({ course, topic, post }: { course: string; topic: string; post: Post }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [editing, setEditing] = useState(false);
  const moderator = me.data?.may("discussion.moderate", course) ?? false;
  const id = post.id ?? "";
  const put = async (body: Post) => {
    await take(
      client.PUT("/v1/courses/{course}/discussions/{topic}/posts/{id}", { params: { path: { course, topic, id } }, body }),
    );
    await courseChanged(queries, course);
  };
  if (editing)
    return (
      <div className="entry">
        <WritePost label={t("talk.change_reply")} before={post} send={put} onEnd={() => setEditing(false)} />
      </div>
    );
  return (
    <>
      {error !== null && <Failure error={error} />}
      <Said
        name={post.name}
        staff={post.staff}
        at={post.created_at}
        edited={post.edited_at}
        body={post.body ?? ""}
        marks={post.answer && <span className="verdict good">{t("talk.answer")}</span>}
        tools={
          <>
            {moderator && (
              <button
                className="button narrow bare"
                disabled={busy}
                onClick={() =>
                  void run(() =>
                    put({ body: post.body ?? "", anonymous: post.anonymous ?? false, answer: !post.answer }),
                  )
                }
              >
                {t(post.answer ? "talk.no_answer" : "talk.mark_answer")}
              </button>
            )}
            {post.mine && (
              <button className="button narrow bare" onClick={() => setEditing(true)}>
                {t("grading.change")}
              </button>
            )}
            {(post.mine || moderator) && (
              <button
                className="button narrow bare"
                disabled={busy}
                onClick={() =>
                  void run(async () => {
                    await take(client.DELETE("/v1/courses/{course}/posts/{id}", { params: { path: { course, id } } }));
                    await courseChanged(queries, course);
                  })
                }
              >
                {t("grading.remove")}
              </button>
            )}
          </>
        }
      />
    </>
  );
}

function Opening({ course, topic }: { course: string; topic: Topic }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [editing, setEditing] = useState(false);
  const assignments = useAssignments(course);
  const about = assignments.data?.find((one) => one.id === topic.assignment);
  const moderator = me.data?.may("discussion.moderate", course) ?? false;
  const put = async (change: Topic) => {
    const { name, by, created_at, last_at, posts, mine, ...body } = { ...topic, ...change };
    await take(
      client.PUT("/v1/courses/{course}/discussions/{id}", { params: { path: { course, id: topic.id ?? "" } }, body }),
    );
    await courseChanged(queries, course);
    setEditing(false);
  };
  if (editing) return <WriteTopic course={course} before={topic} send={put} onEnd={() => setEditing(false)} />;
  return (
    <>
      {error !== null && <Failure error={error} />}
      {about && (
        <p className="small">
          {t("talk.about")}: <Link href={courseHref(course, "assignments", about.id ?? "")}>{about.title}</Link>
        </p>
      )}
      <Said
        name={topic.name}
        at={topic.created_at}
        body={topic.body ?? ""}
        marks={
          <>
            {topic.pinned && <span className="verdict calm">{t("course.pinned")}</span>}
            {topic.private && <span className="verdict warn">{t("talk.private")}</span>}
            {topic.resolved && <span className="verdict good">{t("talk.resolved")}</span>}
          </>
        }
        tools={
          (topic.mine || moderator) && (
            <>
              <button className="button narrow bare" onClick={() => setEditing(true)}>
                {t("grading.change")}
              </button>
              {moderator && (
                <button
                  className="button narrow bare"
                  disabled={busy}
                  onClick={() => void run(() => put({ pinned: !topic.pinned }))}
                >
                  {t(topic.pinned ? "talk.unpin" : "talk.pin")}
                </button>
              )}
              <button
                className="button narrow bare"
                disabled={busy}
                onClick={() => void run(() => put({ resolved: !topic.resolved }))}
              >
                {t(topic.resolved ? "talk.open_again" : "talk.resolve")}
              </button>
            </>
          )
        }
      />
    </>
  );
}

// One discussion: what it began with, and what was said to it.
export default function Discussion({ course, id }: { course: string; id: string }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const query = useTopic(course, id);
  const reply = async (body: Post) => {
    await take(
      client.POST("/v1/courses/{course}/discussions/{topic}/posts", { params: { path: { course, topic: id } }, body }),
    );
    await courseChanged(queries, course);
  };
  return (
    <>
      <CourseHead course={course} title={query.data?.topic?.title ?? ""} />
      <Loaded query={query}>
        {(page) => (
          <div className="stack">
            <section className="sheet reading">{page.topic && <Opening course={course} topic={page.topic} />}</section>
            <section className="sheet reading" aria-label={t("talk.replies")}>
              <h2>{t("talk.replies")}</h2>
              {(page.posts ?? []).length === 0 && <p className="soft">{t("talk.no_replies")}</p>}
              {(page.posts ?? []).map((post) => (
                <PostEntry key={post.id} course={course} topic={id} post={post} />
              ))}
            </section>
            {me.data?.may("discussion.write", course) && (
              <section className="sheet reading">
                <WritePost label={t("talk.reply")} send={reply} />
              </section>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}
