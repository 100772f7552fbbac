import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { client, take } from "../api/client";
import { courseChanged, courseHref, useAssignments, useModules, useRights } from "../api/course";
import { fromField, toField } from "../dates";
import { useT } from "../i18n";
import { useAct } from "../ui/act";
import { Check } from "../ui/check";
import { CourseHead } from "../ui/course-head";
import { CourseImport } from "../ui/course-import";
import { type CourseModule, Module, type ModuleItem } from "../ui/module";
import { Failure, Loaded } from "../ui/parts";

const putModule = (course: string, id: string, value: CourseModule) => {
  const { items, open, missing, ...body } = value;
  return take(
    id === ""
      ? client.POST("/v1/courses/{course}/modules", { params: { path: { course } }, body })
      : client.PUT("/v1/courses/{course}/modules/{id}", { params: { path: { course, id } }, body }),
  );
};

// A thing of a course is written whole: it is read, and put back at its new place.
async function putItem(course: string, item: ModuleItem, position: number): Promise<void> {
  const params = { params: { path: { course, id: item.id ?? "" } } };
  if (item.kind === "page") {
    const page = await take(client.GET("/v1/courses/{course}/pages/{id}", params));
    await take(client.PUT("/v1/courses/{course}/pages/{id}", { ...params, body: { ...page, position } }));
    return;
  }
  const { assignment } = await take(client.GET("/v1/courses/{course}/assignments/{id}", params));
  if (assignment === undefined) return;
  await take(client.PUT("/v1/courses/{course}/assignments/{id}", { ...params, body: { ...assignment, position } }));
}

// `list` with what stands at `from` moved by `step`; every place that changes is put.
async function move<T extends { position?: number }>(
  list: T[],
  from: number,
  step: number,
  put: (one: T, position: number) => Promise<unknown>,
): Promise<void> {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one === undefined) return;
  next.splice(from + step, 0, one);
  for (const [i, each] of next.entries()) if (each.position !== i + 1) await put(each, i + 1);
}

function Moves(props: { name: string; at: number; of: number; busy: boolean; move: (step: number) => void }) {
  const { t } = useT();
  return (
    <span className="row tight">
      {[-1, 1].map((step) => (
        <button
          key={step}
          type="button"
          className="button narrow"
          disabled={props.busy || props.at + step < 0 || props.at + step >= props.of}
          onClick={() => props.move(step)}
        >
          <span aria-hidden="true">{step < 0 ? "↑" : "↓"}</span>
          <span className="hidden">{t(step < 0 ? "modules.up" : "modules.down", { name: props.name })}</span>
        </button>
      ))}
    </span>
  );
}

function Prerequisites(props: { course: string; value: CourseModule; set: (change: CourseModule) => void }) {
  const { t } = useT();
  const assignments = useAssignments(props.course);
  const list = props.value.prerequisites ?? [];
  const put = (prerequisites: CourseModule["prerequisites"]) => props.set({ prerequisites: prerequisites ?? [] });
  return (
    <fieldset className="stack">
      <legend>{t("modules.prerequisites")}</legend>
      {list.map((one, i) => (
        <div key={i} className="row">
          <label className="row">
            <span className="hidden">{t("modules.before")}</span>
            <select
              value={one.assignment}
              onChange={(event) => put(list.map((old, k) => (k === i ? { ...old, assignment: event.target.value } : old)))}
            >
              {(assignments.data ?? []).map((each) => (
                <option key={each.id} value={each.id}>
                  {each.title}
                </option>
              ))}
            </select>
          </label>
          <label className="row">
            {t("modules.percent")}
            <input
              type="number"
              min="0"
              max="100"
              value={one.percent ?? 0}
              onChange={(event) =>
                put(list.map((old, k) => (k === i ? { ...old, percent: Number(event.target.value) } : old)))
              }
            />
          </label>
          <button type="button" className="button narrow" onClick={() => put(list.filter((_, k) => k !== i))}>
            {t("grading.remove")}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button narrow"
        disabled={(assignments.data ?? []).length === 0}
        onClick={() => put([...list, { assignment: assignments.data?.[0]?.id ?? "", percent: 0 }])}
      >
        {t("modules.add_prerequisite")}
      </button>
    </fieldset>
  );
}

function Edit(props: { course: string; before: CourseModule; onEnd: () => void }) {
  const { t } = useT();
  const { course, before } = props;
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [value, setValue] = useState(before);
  const set = (change: CourseModule) => setValue({ ...value, ...change });
  const end = async (what: () => Promise<unknown>) => {
    const done = await run(async () => {
      await what();
      await courseChanged(queries, course);
    });
    if (done) props.onEnd();
  };
  const id = before.id ?? "";
  const save = (event: FormEvent) => {
    event.preventDefault();
    void end(() => putModule(course, id, value));
  };
  return (
    <form className="sheet stack" aria-label={t(id ? "modules.change" : "modules.new")} onSubmit={save}>
      <div className="fields">
        <label className="field">
          {t("course.edit.title")}
          <input type="text" required value={value.title ?? ""} onChange={(event) => set({ title: event.target.value })} />
        </label>
        <label className="field">
          {t("course.edit.opens")}
          <input
            type="datetime-local"
            value={toField(value.opens)}
            onChange={(event) => {
              const { opens: _, ...rest } = value;
              const opens = fromField(event.target.value);
              setValue(opens === undefined ? rest : { ...rest, opens });
            }}
          />
        </label>
      </div>
      <label className="field">
        {t("course.edit.description")}
        <textarea rows={4} value={value.description ?? ""} onChange={(event) => set({ description: event.target.value })} />
      </label>
      <Prerequisites course={course} value={value} set={set} />
      <Check label={t("modules.published")} value={value.published} set={(published) => set({ published })} />
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("grading.save")}
        </button>
        <button type="button" className="button" onClick={props.onEnd}>
          {t("rejudge.cancel")}
        </button>
        {id !== "" && (
          <button
            type="button"
            className="button bare"
            disabled={busy}
            onClick={() =>
              void end(() =>
                take(client.DELETE("/v1/courses/{course}/modules/{id}", { params: { path: { course, id } } })),
              )
            }
          >
            {t("modules.remove")}
          </button>
        )}
      </div>
    </form>
  );
}

function All({ course, modules }: { course: string; modules: CourseModule[] }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { staff, teacher } = useRights(course);
  const { busy, error, run } = useAct();
  const [editing, setEditing] = useState<string | null>(null); // the id of which; "": a new one
  const [importing, setImporting] = useState(false);
  const order = (what: () => Promise<void>) =>
    void run(async () => {
      await what();
      await courseChanged(queries, course);
    });
  const end = () => setEditing(null);
  return (
    <div className="stack">
      {error !== null && <Failure error={error} />}
      {modules.length === 0 && <p className="soft">{t("modules.none")}</p>}
      {modules.map((module, at) =>
        editing === module.id ? (
          <Edit key={module.id} course={course} before={module} onEnd={end} />
        ) : (
          <Module
            key={module.id}
            course={course}
            module={module}
            student={!staff}
            tools={
              teacher && (
                <span className="row tight">
                  <Moves
                    name={module.title ?? ""}
                    at={at}
                    of={modules.length}
                    busy={busy}
                    move={(step) =>
                      order(() =>
                        move(modules, at, step, (one, position) => putModule(course, one.id ?? "", { ...one, position })),
                      )
                    }
                  />
                  <button className="button narrow" onClick={() => setEditing(module.id ?? null)}>
                    {t("course.edit.change")}
                    <span className="hidden">: {module.title}</span>
                  </button>
                </span>
              )
            }
            itemTools={(item) => {
              const items = module.items ?? [];
              const place = items.indexOf(item);
              return (
                teacher && (
                  <Moves
                    name={item.title ?? ""}
                    at={place}
                    of={items.length}
                    busy={busy}
                    move={(step) =>
                      order(() => move(items, place, step, (one, position) => putItem(course, one, position)))
                    }
                  />
                )
              );
            }}
          />
        ),
      )}
      {editing === "" && (
        <Edit course={course} before={{ title: "", position: modules.length + 1, published: false }} onEnd={end} />
      )}
      {teacher && editing === null && (
        <div className="row">
          <button className="button" onClick={() => setEditing("")}>
            {t("modules.new")}
          </button>
          <Link className="button" href={courseHref(course, "new-page")}>
            {t("course.edit.new_page")}
          </Link>
          <Link className="button" href={courseHref(course, "new-assignment")}>
            {t("course.edit.new")}
          </Link>
          <button className="button" onClick={() => setImporting(true)}>
            {t("cartridge.import")}
          </button>
        </div>
      )}
      {importing && <CourseImport course={course} onClose={() => setImporting(false)} />}
    </div>
  );
}

// A course from its first part to its last; its instructors order it, say when a part opens and what comes before it.
export default function Modules({ course }: { course: string }) {
  const { t } = useT();
  const query = useModules(course);
  return (
    <>
      <CourseHead course={course} title={t("modules.title")} />
      <Loaded query={query}>{(modules) => <All course={course} modules={modules} />}</Loaded>
    </>
  );
}
