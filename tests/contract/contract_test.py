#!/usr/bin/env python3
"""The contract of the gateway, lms/gateway/openapi.yaml, attacked on a platform that runs: every service is the real one.

    contract_test.py PROGRAMS [--seed N] [--minutes M] [--only OPERATION[#CASE]]

Strangers: every operation is called by everybody who may not, with a request that would be right for whoever may: without a token,
with one that expired, by every role that lacks the permission, by people of another course and of other organisations, by a browser
without its CSRF token. They are refused, and what stands there is the same afterwards.

Bad input: every operation is called by whoever may, with requests that are wrong in one thing, and some that are wrong in many:
types, sizes, encodings, numbers, nesting, doubled and missing and unknown members, media types, ids of others, headers.

Of every answer: a status, type and body that the document allows; no 500 and no dropped connection; an error is problem+json, and one of
400 or 422 names the field; and no text that this person may not read is in it (world.py). Without --minutes about a minute's worth, chosen by
the seed. What fails is told with its seed and number: --seed and --only do it again.
"""
import argparse
import random
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "lms" / "gateway")]

# pylint: disable=wrong-import-position
import answers  # noqa: E402
import connections  # noqa: E402
from mutations import Maker  # noqa: E402
from operations import UNIQUE, all_operations  # noqa: E402
from world import Actor, World  # noqa: E402

SLOW = 10  # seconds that an answer may take at most
MOST_TOLD = 60


class Run:
    def __init__(self, options):
        self.seed = options.seed
        self.only, _, self.case = (options.only or "").partition("#")
        self.until = time.monotonic() + 60 * options.minutes if options.minutes else None
        self.checker = answers.Checker()
        self.problems = {}
        self.operations = [one for one in all_operations() if self.only in ("", one.id)]
        if not self.operations:
            raise SystemExit(f"there is no operation {self.only}")
        self.world = World(options.programs, self.seed)
        self.statuses = {}

    def wrong(self, where, what):
        self.problems.setdefault(what if len(what) < 300 else what[:300], []).append(where)

    # --- an answer ---

    def judge(self, where, operation, answer, case=None):
        if answer.status == 0:
            return self.wrong(where, answer.fault)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        body = answer.body[:300].decode(errors="replace")
        if answer.status >= 500 and not (answer.status == 503 and operation.id == "submit"):
            return self.wrong(where, f"{answer.status}: {body}")
        # What cannot be read as a request of HTTP is answered before there is an operation.
        unread = answer.status in (400, 408, 413, 431) and answer.media == "application/problem+json"
        if not unread:
            for found in self.checker.check_operation(operation.spec, operation.id, answer):
                self.wrong(where, found)
        if answer.status < 400 or (answers.speaks_otherwise(operation.spec) and not unread):
            return None
        fault = answers.is_problem(answer)
        if fault:
            return self.wrong(where, f"{operation.id} {answer.status} {fault}")
        if answer.status not in (400, 422):
            return None
        field = answer.field()
        if field is None and not (answer.status == 400 and case and case.head):
            return self.wrong(where, f"{operation.id} {answer.status} names no field: {body}")
        if field is not None and case and case.wrong and case.place and not answers.names(field, case.place):
            return self.wrong(where, f"{operation.id} names {field}, not {'.'.join(map(str, case.place))}: {body}")
        return None

    def send(self, where, operation, actor, request, case=None):
        begin = time.monotonic()
        answer = self.world.send(actor, request)
        took = time.monotonic() - begin
        if took > SLOW:
            self.wrong(where, f"{operation.id} took {took:.1f} s")
        self.judge(where, operation, answer, case)
        return answer

    # --- who may not ---

    def outsiders(self):
        world = self.world
        people = [actor for name, actor in world.algo.actors.items() if "browser" not in name and name != "session"]
        people += [world.reader, world.bio.actors["instructor"], world.bio.actors["student"]]
        people += [world.rival.actors[name] for name in ("admin", "instructor", "student")]
        return world.broken + people

    def strangers(self):
        world, things = self.world, self.world.algo
        before = {"algo": world.snapshot(things), "bio": world.snapshot(world.bio)}
        sent = []
        for number, operation in enumerate(self.operations):
            if operation.open:
                continue
            for actor in self.outsiders():
                self.try_stranger(operation, actor, things)
            self.try_browser(operation, things)
            sent.append(operation.id)
            if len(sent) == 12 or number + 1 == len(self.operations):
                after = {"algo": world.snapshot(things), "bio": world.snapshot(world.bio)}
                self.compare(f"after strangers called {', '.join(sent)}", before, after)
                before, sent = after, []

    def try_stranger(self, operation, actor, things):
        foreign = actor.tenant != things.tenant
        # What is about oneself changes nobody else's.
        if operation.self and operation.changes and actor.tenant and not operation.session:
            return
        allowed = operation.may(actor, things) and not (operation.session and not actor.cookie)
        if allowed and not foreign and (operation.changes or actor.name == "admin"):
            return
        word = f"by {actor.name.replace(' ', '-')} of {actor.tenant or 'nowhere'} in {operation.id}"
        where = f"{operation.id} {word}"
        request = Maker(operation, things, [], word).request()
        if not actor.tenant:
            request = request.with_headers(("X-Forwarded-For", self.world.new_address()))
        answer = self.send(where, operation, actor, request)
        if not actor.tenant:
            if answer.status != 401:
                self.wrong(where, f"{operation.id} answered {answer.status}, not 401, to {actor.name}")
        elif foreign:
            if answer.status < 400 and operation.unique and not operation.self:
                self.wrong(where, f"{operation.id} answered {answer.status} for what is another organisation's")
        elif allowed:
            if answer.status not in operation.good:
                self.wrong(where, f"{operation.id} answered {answer.status} to {actor.name}, who may: {answer.body[:200]!r}")
        elif answer.status not in (403, 404):
            self.wrong(where, f"{operation.id} answered {answer.status}, not 403 or 404, to {actor.name}: {answer.body[:200]!r}")

    def try_browser(self, operation, things):
        """A session's cookie alone changes nothing, and with the token nothing from another site's page."""
        if not operation.changes:
            return
        browser = things.actors["instructor in a browser"]
        request = Maker(operation, things, [], f"forged in {operation.id}").request()
        for what, more in (("without its CSRF token", ("X-CSRF-Token", "")), ("with another's CSRF token", ("X-CSRF-Token", "x" * 43)),
                           ("from another site", ("Origin", "https://evil.example"))):
            answer = self.send(f"{operation.id} {what}", operation, browser, request.with_headers(more))
            if answer.status != 403:
                self.wrong(what, f"{operation.id} answered {answer.status}, not 403, to a browser {what}")
        if operation.id == "endOneSession":  # another's session, asked for in the right way: it goes on, which compare() sees
            self.send(f"{operation.id} of another", operation, browser, request)

    def compare(self, when, before, after):
        for course in before:
            for target, text in before[course].items():
                if after[course][target] != text:
                    self.wrong(when, f"{target} is another: {difference(text, after[course][target])}")

    # --- bad input ---

    def right_one(self, operation):
        """For whom the operation's request is right, in the organisation where everything may be tried."""
        world, things = self.world, self.world.sand
        if operation.by != "spent":
            return things.actors[operation.by]
        browser = things.actors["student in a browser"]
        made = world.new_token(browser, "spent")
        return Actor("spent", token=made["secret"], tenant=browser.tenant, words=browser.words, person=browser.person)

    def bad_input(self, each, extra):
        # Strangers of the rival organisation changed theirs, and what follows from it comes in its own time.
        guarded = [self.world.algo, self.world.bio]
        before = {one.course: self.world.snapshot(one) for one in guarded}
        for operation in self.operations:
            self.try_operation(operation, each, extra)
        self.compare("after bad input in another organisation", before, {one.course: self.world.snapshot(one) for one in guarded})

    def try_operation(self, operation, each, extra):
        world = self.world
        maker = Maker(operation, world.sand, [world.algo, world.bio, world.rival], f"by the fuzzer in {operation.id}")
        cases = list(enumerate(maker.all())) + [(f"r{n}", case) for n, case in enumerate(maker.random(self.seed, extra))]
        if self.case:
            cases = [(number, case) for number, case in cases if str(number) == self.case]
        elif each and len(cases) > each:
            dice = random.Random(f"{self.seed} {operation.id}")
            cases = [cases[0]] + sorted(dice.sample(cases[1:], each - 1), key=lambda one: str(one[0]))
        spends = operation.by == "spent" or operation.id in ("endSession", "endOtherSessions", "endOneSession")
        for number, case in cases[:4] if spends else cases:
            if self.until and time.monotonic() > self.until:
                return
            self.try_case(operation, number, case)

    def try_case(self, operation, number, case):
        actor = self.right_one(operation)
        where = f"{operation.id}#{number} ({case.name})"
        request = case.request
        if operation.open and b"X-Forwarded-For" not in request.encode():
            request = request.with_headers(("X-Forwarded-For", self.world.new_address()))
        answer = self.send(where, operation, actor, request, case)
        if number == 0 and answer.status not in operation.good:
            self.wrong(where, f"the right request of {operation.id} was answered {answer.status}: nothing is proved: {answer.body[:300]!r}")
        if case.wrong and 0 < answer.status < 400:
            self.wrong(where, f"{operation.id} took what the document forbids: {case.name}")
        parameter, _, of_whom = case.name.partition(" is that of ")
        if of_whom and operation.ids.get(parameter) in UNIQUE and answer.status < 400:
            self.wrong(where, f"{operation.id} answered {answer.status} for what is another organisation's")

    # --- the whole ---

    def tell(self, began):
        world = self.world
        for leak in world.leaks:
            self.wrong("told to whom it is not for", leak)
        for what, places in list(self.problems.items())[:MOST_TOLD]:
            print(f"{what}\n    seed {self.seed}: {places[0]}" + (f" and {len(places) - 1} more" if len(places) > 1 else ""))
        if len(self.problems) > MOST_TOLD:
            print(f"… and {len(self.problems) - MOST_TOLD} more")
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        print(f"seed {self.seed}: {len(self.operations)} operations, {world.asked} requests ({statuses}), {len(world.marks)} marks, "
              f"{len(self.problems)} problems, {time.monotonic() - began:.0f} s")

    def run(self, each, extra):
        began = time.monotonic()
        try:
            if not self.case:
                self.strangers()
            self.bad_input(each, extra)
            if not self.only:
                connections.try_all(self)
            while self.until and time.monotonic() < self.until and not self.case:
                self.seed += 1
                self.bad_input(0, 200)
            self.all_alive()
            self.tell(began)
        finally:
            self.world.stop()
        return 1 if self.problems else 0

    def all_alive(self):
        """Nothing behind the gateway ended meanwhile, and it did not either."""
        if self.world.gateway.process.poll() is not None:
            self.wrong("at the end", f"the gateway ended: {self.world.gateway.end_of_log()}")
        for unit in self.world.status()["services"]:
            if not unit["ready"] or unit["restarts"]:
                self.wrong("at the end", f"{unit['name']} is {unit['state']}, after {unit['restarts']} restarts")


def difference(before, after):
    at = next((i for i, (x, y) in enumerate(zip(before, after)) if x != y), min(len(before), len(after)))
    return f"…{before[max(0, at - 60):at + 80]!r} became …{after[max(0, at - 60):at + 80]!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", help="the folder of the programs")
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--minutes", type=float, default=0, help="all cases of each operation, then random ones, for so long")
    parser.add_argument("--each", type=int, default=40, help="cases of each operation, where no --minutes are given")
    parser.add_argument("--only", help="one operation, or one case of it: createToken#17")
    options = parser.parse_args()
    everything = options.minutes or options.only
    return Run(options).run(0 if everything else options.each, 40 if everything else 10)


if __name__ == "__main__":
    sys.exit(main())
