import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, lazy, useEffect, useRef } from "react";
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
const AssignmentView = lazy(() => import("./pages/assignment"));
const Machines = lazy(() => import("./pages/machines"));
const Settings = lazy(() => import("./pages/settings"));
const Rejudges = lazy(async () => ({ default: (await import("./pages/rejudges")).Rejudges }));
const RejudgeView = lazy(async () => ({ default: (await import("./pages/rejudges")).RejudgeView }));

function Tab({ href, children }: { href: string; children: ReactNode }) {
  const [location] = useLocation();
  const here = href === "/" ? location === "/" || location.startsWith("/problems") : location.startsWith(href);
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
  }, [location]);
  return (
    <main ref={main} id="main" tabIndex={-1} className={/^\/problems\/|\/assignments\//.test(location) ? "wide" : undefined}>
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

function Frame() {
  const { t } = useT();
  const me = useMe();
  const queries = useQueryClient();
  const signedOut = me.error instanceof ApiError && (me.error.status === 401 || me.error.status === 403);
  const staff = me.data?.roles.some((one) => one.role === "owner" || one.role === "instructor") ?? false;
  const signOut = async () => {
    // A pasted token may be used elsewhere too: it is forgotten here and stays good.
    if (!me.data?.byToken) await take(client.DELETE("/v1/session")).catch(() => undefined);
    keepToken(null);
    queries.clear();
    window.location.assign("/app/");
  };

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
        {me.error ? (
          <Failure error={me.error} retry={() => void me.refetch()} />
        ) : !me.data ? (
          <Loading />
        ) : (
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/" component={Problems} />
              <Route path="/problems/:id">{({ id }) => <ProblemView id={decodeURIComponent(id)} />}</Route>
              <Route path="/submissions/:id">{({ id }) => <SubmissionView key={id} id={decodeURIComponent(id)} />}</Route>
              <Route path="/courses/:course/assignments/:id">
                {({ course, id }) => (
                  <AssignmentView key={id} course={decodeURIComponent(course)} id={decodeURIComponent(id)} />
                )}
              </Route>
              <Route path="/courses/:course">
                {({ course }) => <Board key={course} course={decodeURIComponent(course)} />}
              </Route>
              <Route path="/rejudges" component={Rejudges} />
              <Route path="/rejudges/:id">{({ id }) => <RejudgeView key={id} id={decodeURIComponent(id)} />}</Route>
              <Route path="/machines" component={Machines} />
              <Route path="/settings" component={Settings} />
              <Route>
                <h1>{t("nav.nothing")}</h1>
                <Link href="/">{t("nav.home")}</Link>
              </Route>
            </Switch>
          </Suspense>
        )}
      </Main>
    </>
  );
}
