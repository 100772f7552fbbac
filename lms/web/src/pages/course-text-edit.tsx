import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { useLocation } from "wouter";
import { type Schemas, client, take } from "../api/client";
import { courseChanged, courseHref, useCourse, useCourseText } from "../api/course";
import { fromField, toField } from "../dates";
import { useT } from "../i18n";
import { Check } from "../ui/check";
import { CourseHead } from "../ui/course-head";
import { Markdown } from "../ui/markdown";
import { Failure, Loaded } from "../ui/parts";
import { useAct } from "../ui/act";

type Text = Schemas["CoursePageText"];

function Edit({ course, id, before }: { course: string; id: string; before: Text }) {
  const { t } = useT();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const page = useCourse(course);
  const [value, setValue] = useState(before);
  const { busy, error, run } = useAct();
  const seen = useDeferredValue(value.body ?? "");
  const set = (change: Partial<Text>) => setValue({ ...value, ...change });
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const made = await take(
        id === ""
          ? client.POST("/v1/courses/{course}/pages", { params: { path: { course } }, body: value })
          : client.PUT("/v1/courses/{course}/pages/{id}", { params: { path: { course, id } }, body: value }),
      );
      await courseChanged(queries, course);
      navigate(courseHref(course, "pages", made.id ?? id));
    });
  };
  return (
    <form className="stack" aria-label={t("course.edit.page")} onSubmit={save}>
      <section className="sheet stack">
        <div className="fields">
          <label className="field">
            {t("course.edit.title")}
            <input type="text" required value={value.title ?? ""} onChange={(event) => set({ title: event.target.value })} />
          </label>
          <label className="field">
            {t("course.edit.module")}
            <select value={value.module ?? "0"} onChange={(event) => set({ module: event.target.value })}>
              {(page.data?.modules ?? []).map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            {t("course.edit.opens")}
            <input
              type="datetime-local"
              value={toField(value.opens)}
              onChange={(event) => set({ opens: fromField(event.target.value) })}
            />
          </label>
        </div>
        <Check label={t("course.edit.page_published")} value={value.published} set={(published) => set({ published })} />
      </section>
      <div className="pair">
        <section className="sheet">
          <label className="field">
            {t("course.edit.text")}
            <textarea rows={22} value={value.body ?? ""} onChange={(event) => set({ body: event.target.value })} />
          </label>
        </section>
        <section className="sheet" aria-label={t("course.edit.preview")}>
          <Markdown text={seen} />
        </section>
      </div>
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
      </div>
    </form>
  );
}

function Change({ course, id }: { course: string; id: string }) {
  const query = useCourseText(course, id);
  return <Loaded query={query}>{(text) => <Edit course={course} id={id} before={text} />}</Loaded>;
}

function New({ course }: { course: string }) {
  const page = useCourse(course);
  return (
    <Loaded query={page}>
      {(data) => (
        <Edit
          course={course}
          id=""
          before={{ title: "", body: "", module: data.modules?.[0]?.id ?? "0", position: 100, published: false }}
        />
      )}
    </Loaded>
  );
}

// A page of a course as its instructors write it, beside what it looks like.
export default function CourseTextEdit({ course, id = "" }: { course: string; id?: string | undefined }) {
  const { t } = useT();
  return (
    <>
      <CourseHead course={course} title={t(id === "" ? "course.edit.new_page" : "course.edit.page")} />
      {id === "" ? <New course={course} /> : <Change course={course} id={id} />}
    </>
  );
}
