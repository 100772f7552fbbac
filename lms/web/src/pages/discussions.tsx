import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { client, take } from "../api/client";
import { type Topic, courseChanged, courseHref, useTopics } from "../api/course";
import { useMe } from "../api/queries";
import { useT } from "../i18n";
import { Ago } from "../ui/ago";
import { CourseHead } from "../ui/course-head";
import { Loaded } from "../ui/parts";
import { Table, num } from "../ui/table";
import { WriteTopic } from "../ui/write-topic";

function Row({ course, topic }: { course: string; topic: Topic }) {
  const { t } = useT();
  return (
    <tr className="pick">
      <td>
        <Link href={courseHref(course, "discussions", topic.id ?? "")}>{topic.title}</Link>{" "}
        {topic.pinned && <span className="verdict calm">{t("course.pinned")}</span>}
        {topic.private && <span className="verdict warn">{t("talk.private")}</span>}
        {topic.resolved && <span className="verdict good">{t("talk.resolved")}</span>}
      </td>
      <td className="soft">{topic.name || t("talk.somebody")}</td>
      <td className="num">{topic.posts ?? 0}</td>
      <td className="num soft">
        <Ago at={topic.last_at} />
      </td>
    </tr>
  );
}

// What is talked about in a course: what is pinned first, then the latest.
export default function Discussions({ course }: { course: string }) {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const topics = useTopics(course);
  const [writing, setWriting] = useState(false);
  const may = me.data?.may("discussion.write", course) ?? false;
  const send = async (value: Topic) => {
    const made = await take(
      client.POST("/v1/courses/{course}/discussions", { params: { path: { course } }, body: value }),
    );
    await courseChanged(queries, course);
    navigate(courseHref(course, "discussions", made.id ?? ""));
  };
  return (
    <>
      <CourseHead course={course} title={t("talk.title")}>
        {may && !writing && (
          <button className="button narrow" onClick={() => setWriting(true)}>
            {t("talk.new")}
          </button>
        )}
      </CourseHead>
      <div className="stack">
        {writing && (
          <section className="sheet">
            <WriteTopic course={course} before={{ title: "", body: "" }} send={send} onEnd={() => setWriting(false)} />
          </section>
        )}
        <section className="sheet">
          <Loaded query={topics}>
            {(list) => (
              <Table
                label={t("talk.title")}
                heads={[t("talk.topic"), t("sim.who"), num(t("talk.replies")), num(t("talk.latest"))]}
                empty={t("talk.none")}
              >
                {list.map((topic) => (
                  <Row key={topic.id} course={course} topic={topic} />
                ))}
              </Table>
            )}
          </Loaded>
        </section>
      </div>
    </>
  );
}
