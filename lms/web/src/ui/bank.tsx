import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { client, take } from "../api/client";
import { courseKeys, useComments } from "../api/course";
import { useT } from "../i18n";
import { Dialog } from "./dialog";
import { Failure, Loaded } from "./parts";
import { useAct } from "./act";

type Comment = Schemas["BankComment"];

// Comments that are used again: those of this assignment first, then the most used ones.
export function Bank(props: {
  course: string;
  assignment: string;
  text: string; // what was typed so far, to be kept for others
  onPick: (comment: Comment) => void;
  onClose: () => void;
}) {
  const { t, number } = useT();
  const { course, assignment } = props;
  const queries = useQueryClient();
  const query = useComments(course);
  const [words, setWords] = useState("");
  const { error, run: act } = useAct();
  const text = props.text.trim();
  const matching = (comments: Comment[]) =>
    comments
      .filter((one) => (one.text ?? "").toLowerCase().includes(words.trim().toLowerCase()))
      .sort((a, b) => Number(b.assignment === assignment) - Number(a.assignment === assignment))
      .slice(0, 50);
  const run = (what: () => Promise<unknown>) =>
    act(async () => {
      await what();
      await queries.invalidateQueries({ queryKey: [...courseKeys.all(course), "comments"] });
    });
  const pick = (comment: Comment) => {
    // How often it was used orders the bank; that it could not be counted is no reason to keep it back.
    void run(() =>
      take(
        client.PUT("/v1/courses/{course}/comments/{id}", {
          params: { path: { course, id: comment.id ?? "" } },
          body: {
            text: comment.text ?? "",
            points: comment.points ?? 0,
            assignment: comment.assignment ?? "0",
            uses: (comment.uses ?? 0) + 1,
          },
        }),
      ),
    );
    props.onPick(comment);
  };
  const keep = () =>
    run(() =>
      take(client.POST("/v1/courses/{course}/comments", { params: { path: { course } }, body: { text, assignment } })),
    );
  return (
    <Dialog title={t("grading.bank")} onClose={props.onClose}>
      <Loaded query={query}>
        {(comments) => {
          const shown = matching(comments);
          return (
            <div className="stack">
              <label className="field">
                {t("grading.bank_find")}
                <input
                  type="search"
                  data-first
                  autoFocus
                  value={words}
                  onChange={(event) => setWords(event.target.value)}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter") return;
                    event.preventDefault();
                    if (shown[0]) pick(shown[0]);
                  }}
                />
              </label>
              <p className="hidden" role="status">
                {t("grading.bank_found", { count: shown.length })}
              </p>
              <ul className="bank">
                {shown.map((one) => (
                  <li key={one.id}>
                    <button className="bank-pick" onClick={() => pick(one)}>
                      <span className="typed">{one.text}</span>
                      {(one.points ?? 0) !== 0 && <span className="soft">{number(one.points ?? 0, 2)}</span>}
                    </button>
                    <button
                      className="button narrow bare"
                      onClick={() =>
                        void run(() =>
                          take(
                            client.DELETE("/v1/courses/{course}/comments/{id}", {
                              params: { path: { course, id: one.id ?? "" } },
                            }),
                          ),
                        )
                      }
                    >
                      {t("grading.remove")}
                      <span className="hidden">: {one.text}</span>
                    </button>
                  </li>
                ))}
              </ul>
              {comments.length === 0 && <p className="soft">{t("grading.bank_empty")}</p>}
              {error !== null && <Failure error={error} />}
              {text !== "" && !comments.some((one) => one.text === text) && (
                <div className="row spread">
                  <span className="soft typed">{text}</span>
                  <button className="button narrow" onClick={() => void keep()}>
                    {t("grading.bank_keep")}
                  </button>
                </div>
              )}
            </div>
          );
        }}
      </Loaded>
    </Dialog>
  );
}
