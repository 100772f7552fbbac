import { useQueryClient } from "@tanstack/react-query";
import { Component, type ReactNode, Suspense, lazy, useEffect, useRef } from "react";
import { Link, Route, Router, Switch, useLocation } from "wouter";
import { ApiError, client, keepToken, take } from "./api/client";
import { useMe } from "./api/queries";
import icon from "./icon.svg";
import { useT } from "./i18n";
import { SignIn } from "./pages/sign-in";
import { Failure, Loading } from "./ui/parts";

const Problems = lazy(() => import("./pages/problems"));
const ProblemView = lazy(() => import("./pages/problem"));
const SubmissionView = lazy(() => import("./pages/submission"));
const Board = lazy(() => import("./pages/board"));
const AssignmentEdit = lazy(() => import("./pages/assignment-edit"));
const CourseHome = lazy(() => import("./pages/course"));
const CourseText = lazy(() => import("./pages/course-text"));
const CourseTextEdit = lazy(() => import("./pages/course-text-edit"));
const QuizAttempt = lazy(() => import("./pages/quiz-attempt"));
const QuizEdit = lazy(() => import("./pages/quiz-edit"));
const QuizResults = lazy(async () => ({ default: (await import("./pages/quiz-results")).QuizResults }));
const QuizMarking = lazy(async () => ({ default: (await import("./pages/quiz-results")).QuizMarking }));
const Modules = lazy(() => import("./pages/modules"));
const Discussions = lazy(() => import("./pages/discussions"));
const Discussion = lazy(() => import("./pages/discussion"));
const CourseGrades = lazy(() => import("./pages/course-grades"));
const CourseRequests = lazy(() => import("./pages/requests"));
const GradebookView = lazy(() => import("./pages/gradebook"));
const GradebookPerson = lazy(() => import("./pages/gradebook-person"));
const Grading = lazy(() => import("./pages/grading"));
const ModerationView = lazy(() => import("./pages/moderation"));
const AssignmentView = lazy(() => import("./pages/assignment"));
const Machines = lazy(() => import("./pages/machines"));
const Settings = lazy(() => import("./pages/settings"));
const Rejudges = lazy(async () => ({ default: (await import("./pages/rejudges")).Rejudges }));
const Similarity = lazy(() => import("./pages/similarity"));
const SimilarPair = lazy(() => import("./pages/similarity-pair"));
const Roster = lazy(() => import("./pages/roster"));
const Author = lazy(() => import("./pages/author"));
const People = lazy(() => import("./pages/people"));
const PersonView = lazy(() => import("./pages/person"));
const Mail = lazy(() => import("./pages/mail"));
const MailSettings = lazy(() => import("./pages/settings-mail"));
const Providers = lazy(() => import("./pages/providers"));
const Platforms = lazy(() => import("./pages/platforms"));
const Audit = lazy(() => import("./pages/audit"));
const Security = lazy(() => import("./pages/security"));
const MyData = lazy(() => import("./pages/my-data"));
const Invitation = lazy(() => import("./pages/invitation"));
const RejudgeView = lazy(async () => ({ default: (await import("./pages/rejudges")).RejudgeView }));

function Tab({ href, children }: { href: string; children: ReactNode }) {
  const [location] = useLocation();
  const here = href === "/" ? /^\/($|problems|courses)/.test(location) : location.startsWith(href);
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      {children}
    </Link>
  );
}

// A new page is told to those who hear it: the focus goes to the main part.
function Main({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    // The title follows the page's heading, also where that comes later.
    const name = () => {
      const heading = main.current?.querySelector("h1")?.textContent;
      document.title = heading ? `${heading} · Assay` : "Assay";
    };
    name();
    const observer = new MutationObserver(name);
    if (main.current) observer.observe(main.current, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [location]);
  return (
    <main ref={main} id="main" tabIndex={-1} className={/^\/problems\/|\/assignments\/|\/gradebook$|\/pairs\//.test(location) ? "wide" : undefined}>
      {children}
    </main>
  );
}

export function App() {
  return (
    <Router base="/app">
      <Frame />
    </Router>
  );
}

// A part that cannot be drawn, or not be fetched any more since the server is newer than this page.
class Boundary extends Component<
  { children: ReactNode; broken: (again: () => void) => ReactNode },
  { broken: boolean }
> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.broken(() => window.location.reload()) : this.props.children;
  }
}

function Broken({ again }: { again: () => void }) {
  const { t } = useT();
  return (
    <div className="notice bad" role="alert">
      <p>{t("error.broken")}</p>
      <button className="button narrow" onClick={again}>
        {t("error.reload")}
      </button>
    </div>
  );
}

// Drafts are one person's, also on a machine that many use.
function forgetDrafts(person: string) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`assay.draft.${person}.`)) localStorage.removeItem(key);
  }
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(`assay.exam.${person}.`)) sessionStorage.removeItem(key);
  }
}

function Frame() {
  const { t } = useT();
  const [location] = useLocation();
  const me = useMe();
  const queries = useQueryClient();
  // Somebody else signed in in another window: nothing of the one before is shown any more.
  const person = me.data?.id;
  const before = useRef(person);
  useEffect(() => {
    if (before.current !== undefined && person !== undefined && before.current !== person)
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
    if (person !== undefined) before.current = person;
  }, [person, queries]);
  const signedOut = me.error instanceof ApiError && (me.error.status === 401 || me.error.status === 403);
  const staff = me.data?.roles.some((one) => one.role === "owner" || one.role === "instructor") ?? false;
  const signOut = async () => {
    // A pasted token may be used elsewhere too: it is forgotten here and stays good.
    if (!me.data?.byToken) {
      const ended = await take(client.DELETE("/v1/session")).then(
        () => true,
        (error: unknown) => error instanceof ApiError && error.status === 401,
      );
      // Another window may have signed in anew: with its token the next try works.
      if (!ended) {
        await me.refetch();
        return;
      }
    }
    if (me.data) forgetDrafts(me.data.id);
    keepToken(null);
    queries.clear();
    window.location.assign("/app/");
  };

  if (location === "/invitation")
    return (
      <Suspense fallback={<Loading />}>
        <Invitation onSignedIn={() => window.location.assign("/app/")} />
      </Suspense>
    );
  if (signedOut) return <SignIn onSignedIn={() => void queries.resetQueries()} />;
  return (
    <>
      <a className="skip" href="#main">
        {t("nav.skip")}
      </a>
      <header className="bar">
        <Link className="brand" href="/">
          <img src={icon} alt="" />
          Assay
        </Link>
        <nav aria-label={t("nav.main")}>
          {me.data && (
            <>
              <Tab href="/">{t("nav.problems")}</Tab>
              {staff && <Tab href="/rejudges">{t("nav.rejudges")}</Tab>}
              {me.data.administrator && <Tab href="/people">{t("people.title")}</Tab>}
              {me.data.administrator && <Tab href="/audit">{t("audit.title")}</Tab>}
              {me.data.administrator && <Tab href="/platforms">{t("nav.platforms")}</Tab>}
              {me.data.administrator && <Tab href="/machines">{t("nav.machines")}</Tab>}
              <Tab href="/settings">{t("nav.settings")}</Tab>
            </>
          )}
        </nav>
        {me.data && (
          <div className="row">
            <span className="soft small">{me.data.name}</span>
            <button className="button narrow" onClick={() => void signOut()}>
              {t("nav.sign_out")}
            </button>
          </div>
        )}
      </header>
      <Main>
        {me.error && !me.data ? (
          <Failure error={me.error} retry={() => void me.refetch()} />
        ) : !me.data ? (
          <Loading />
        ) : (
          <Boundary key={location} broken={(again) => <Broken again={again} />}>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/" component={Problems} />
                <Route path="/problems/:id">{({ id }) => <ProblemView id={decodeURIComponent(id)} />}</Route>
                <Route path="/submissions/:id">{({ id }) => <SubmissionView key={id} id={decodeURIComponent(id)} />}</Route>
                <Route path="/courses/:course/new-assignment">
                  {({ course }) => <AssignmentEdit course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/edit">
                  {({ course, id }) => <AssignmentEdit course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/grade">
                  {({ course, id }) => <Grading key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/moderation">
                  {({ course, id }) => <ModerationView key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/quiz">
                  {({ course, id }) => <QuizEdit key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/attempts/:number">
                  {({ course, id, number }) => (
                    <QuizAttempt
                      key={`${id} ${number}`}
                      course={decodeURIComponent(course)}
                      id={decodeURIComponent(id)}
                      number={decodeURIComponent(number)}
                    />
                  )}
                </Route>
                <Route path="/courses/:course/assignments/:id/results">
                  {({ course, id }) => <QuizResults key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/assignments/:id/results/:person/:number">
                  {({ course, id, person, number }) => (
                    <QuizMarking
                      key={`${id} ${person} ${number}`}
                      course={decodeURIComponent(course)}
                      id={decodeURIComponent(id)}
                      person={decodeURIComponent(person)}
                      number={decodeURIComponent(number)}
                    />
                  )}
                </Route>
                <Route path="/courses/:course/assignments/:id">
                  {({ course, id }) => (
                    <AssignmentView key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />
                  )}
                </Route>
                <Route path="/courses/:course/new-page">
                  {({ course }) => <CourseTextEdit course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/pages/:id/edit">
                  {({ course, id }) => <CourseTextEdit course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/pages/:id">
                  {({ course, id }) => <CourseText course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/modules">
                  {({ course }) => <Modules key={course} course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/discussions">
                  {({ course }) => <Discussions key={course} course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/discussions/:id">
                  {({ course, id }) => <Discussion key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />}
                </Route>
                <Route path="/courses/:course/gradebook/:person">
                  {({ course, person }) => (
                    <GradebookPerson course={decodeURIComponent(course)} person={decodeURIComponent(person)} />
                  )}
                </Route>
                <Route path="/courses/:course/gradebook">
                  {({ course }) => <GradebookView course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/grades">
                  {({ course }) => <CourseGrades course={decodeURIComponent(course)} />}
                </Route>
                <Route path={/^\/courses\/(?<course>[^/]+)\/(regrades|extensions)$/}>
                  {({ course }) => <CourseRequests course={decodeURIComponent(course ?? "")} />}
                </Route>
                <Route path="/courses/:course/board">
                  {({ course }) => <Board key={course} course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course">{({ course }) => <CourseHome course={decodeURIComponent(course)} />}</Route>
                <Route path="/rejudges" component={Rejudges} />
                <Route path="/rejudges/:id">{({ id }) => <RejudgeView key={id} id={decodeURIComponent(id)} />}</Route>
                <Route path="/courses/:course/similarity/:problem/pairs/:pair">
                  {({ course, problem, pair }) => (
                    <SimilarPair
                      key={pair}
                      place={{ course: decodeURIComponent(course), problem: decodeURIComponent(problem) }}
                      pair={decodeURIComponent(pair)}
                    />
                  )}
                </Route>
                <Route path="/courses/:course/similarity/:problem?">
                  {({ course, problem }) => (
                    <Similarity
                      course={decodeURIComponent(course)}
                      problem={problem === undefined ? null : decodeURIComponent(problem)}
                    />
                  )}
                </Route>
                <Route path="/courses/:course/roster">
                  {({ course }) => <Roster key={course} course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/courses/:course/author">
                  {({ course }) => <Author key={course} course={decodeURIComponent(course)} />}
                </Route>
                <Route path="/people" component={People} />
                <Route path="/people/:id">{({ id }) => <PersonView key={id} id={decodeURIComponent(id)} />}</Route>
                <Route path="/providers" component={Providers} />
                <Route path="/mail" component={Mail} />
                <Route path="/audit" component={Audit} />
                <Route path="/platforms" component={Platforms} />
                <Route path="/machines" component={Machines} />
                <Route path="/settings" component={Settings} />
                <Route path="/settings/security" component={Security} />
                <Route path="/settings/mail" component={MailSettings} />
                <Route path="/settings/data" component={MyData} />
                <Route>
                  <h1>{t("nav.nothing")}</h1>
                  <Link href="/">{t("nav.home")}</Link>
                </Route>
              </Switch>
            </Suspense>
          </Boundary>
        )}
      </Main>
    </>
  );
}
