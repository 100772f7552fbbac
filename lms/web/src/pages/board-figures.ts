import type { Submission } from "../api/client";

// What an instructor wants to know of a course, from its submissions alone.

export interface ProblemFigures {
  problem: string;
  submissions: number;
  people: number;
  solved: number; // people with AC
  waiting: number;
  verdicts: Map<string, number>;
}

export interface Stuck {
  person: string;
  problem: string;
  tries: number;
  last: Submission;
}

export interface Figures {
  submissions: number;
  people: number;
  solvedShare: number; // of pairs of person and problem that were tried
  waiting: number;
  byProblem: ProblemFigures[];
  scores: number[]; // ten bins: best share of the points of each person and problem
  verdicts: Map<string, number>;
  stuck: Stuck[];
  perMinute: number[]; // the last thirty minutes, oldest first
}

const kStuckFrom = 4;
const kMinutes = 30;

export function figuresOf(all: Iterable<Submission>, now: number): Figures {
  const problems = new Map<string, ProblemFigures & { who: Set<string>; done: Set<string> }>();
  const tries = new Map<string, { person: string; problem: string; list: Submission[]; solved: boolean; best: number }>();
  const verdicts = new Map<string, number>();
  const people = new Set<string>();
  const perMinute = new Array<number>(kMinutes).fill(0);
  let count = 0;
  let waiting = 0;
  for (const one of all) {
    const problem = one.problem ?? "";
    const person = one.person ?? "";
    ++count;
    people.add(person);
    const age = one.created_at ? Math.floor((now - Date.parse(one.created_at)) / 60_000) : kMinutes;
    if (age >= 0 && age < kMinutes) perMinute[kMinutes - 1 - age] = (perMinute[kMinutes - 1 - age] ?? 0) + 1;
    let figures = problems.get(problem);
    if (figures === undefined) {
      figures = {
        problem,
        submissions: 0,
        people: 0,
        solved: 0,
        waiting: 0,
        verdicts: new Map(),
        who: new Set(),
        done: new Set(),
      };
      problems.set(problem, figures);
    }
    ++figures.submissions;
    figures.who.add(person);
    const key = `${person}\n${problem}`;
    let tried = tries.get(key);
    if (tried === undefined) {
      tried = { person, problem, list: [], solved: false, best: 0 };
      tries.set(key, tried);
    }
    // What nobody is to blame for is no try.
    const counts = one.state === "done" && one.result?.verdict !== "JE";
    if (counts) tried.list.push(one);
    if (one.state === "queued" || one.state === "running") {
      ++waiting;
      ++figures.waiting;
    }
    if (one.result) {
      const verdict = one.result.verdict;
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      figures.verdicts.set(verdict, (figures.verdicts.get(verdict) ?? 0) + 1);
      if (verdict === "AC") {
        figures.done.add(person);
        tried.solved = true;
      }
      const share = one.result.max_score > 0 ? one.result.score / one.result.max_score : verdict === "AC" ? 1 : 0;
      tried.best = Math.max(tried.best, share);
    }
  }
  const scores = new Array<number>(10).fill(0);
  const stuck: Stuck[] = [];
  let solved = 0;
  let tried = 0;
  for (const one of tries.values()) {
    if (one.list.length === 0) continue;
    ++tried;
    if (one.solved) ++solved;
    const bin = Math.min(9, Math.floor(one.best * 10));
    scores[bin] = (scores[bin] ?? 0) + 1;
    if (!one.solved && one.list.length >= kStuckFrom) {
      const last = one.list.reduce((a, b) => ((a.created_at ?? "") > (b.created_at ?? "") ? a : b));
      stuck.push({ person: one.person, problem: one.problem, tries: one.list.length, last });
    }
  }
  stuck.sort((a, b) => b.tries - a.tries);
  const byProblem = [...problems.values()]
    .map(({ who, done, ...rest }) => ({ ...rest, people: who.size, solved: done.size }))
    .sort((a, b) => b.submissions - a.submissions);
  return {
    submissions: count,
    people: people.size,
    solvedShare: tried > 0 ? solved / tried : 0,
    waiting,
    byProblem,
    scores,
    verdicts,
    stuck,
    perMinute,
  };
}
