#include "grader/formats/gradescope/stand_in.h"

namespace assay::grader::gradescope {
namespace {

constexpr std::string_view kPackage =
    R"py("""Stands in for Gradescope's helper library in sandboxes, which have no network to fetch it."""
)py";

constexpr std::string_view kUtils =
    R"py("""Decorators for unittest methods, and a runner that writes results.json."""
)py";

constexpr std::string_view kDecorators =
    R"py("""What a test is worth, how it is shown, and tests that set their own score."""

import functools


def _mark(**marks):
    def decorate(function):
        for name, value in marks.items():
            setattr(function, "__%s__" % name, value)
        return function

    return decorate


def weight(value):
    return _mark(weight=value)


def number(value):
    return _mark(number=value)


def visibility(value):
    return _mark(visibility=value)


def tags(*values):
    return _mark(tags=list(values))


def hide_errors(message="Test failed"):
    return _mark(hide_errors_message=message)


def leaderboard(column_name, sort_order="desc"):
    """The test gets set_leaderboard_value, for a column of the class's board."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            def set_leaderboard_value(value):
                wrapper.__leaderboard_value__ = value

            kwargs["set_leaderboard_value"] = set_leaderboard_value
            return function(*args, **kwargs)

        wrapper.__leaderboard_column__ = column_name
        wrapper.__leaderboard_sort_order__ = sort_order
        wrapper.__leaderboard_value__ = None
        return wrapper

    return decorate


def partial_credit(value):
    """The test gets set_score, for a score of its own from 0 to `value`."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            def set_score(score):
                wrapper.__score__ = score

            kwargs["set_score"] = set_score
            return function(*args, **kwargs)

        wrapper.__weight__ = value
        return wrapper

    return decorate
)py";

constexpr std::string_view kFiles = R"py("""Which files were handed in."""

import os

SUBMISSION_BASE = "/autograder/submission"


def check_submitted_files(paths, base=SUBMISSION_BASE):
    """Those of `paths` that are missing below `base`."""
    return [path for path in paths if not os.path.exists(os.path.join(base, path))]
)py";

constexpr std::string_view kRunner = R"py("""A unittest runner that writes what Gradescope reads."""

import json
import sys
import time
import unittest


class JSONTestResult(unittest.TestResult):
    def __init__(self, stream, descriptions, verbosity, results, leaderboard, failure_prefix):
        super().__init__(stream, descriptions, verbosity)
        self.descriptions = descriptions
        self.results = results
        self.leaderboard = leaderboard
        self.failure_prefix = failure_prefix
        self.buffer = True

    def getDescription(self, test):
        first_line = test.shortDescription()
        return first_line if self.descriptions and first_line else str(test)

    @staticmethod
    def _get(test, mark, default=None):
        method = getattr(test, getattr(test, "_testMethodName", ""), None)
        return getattr(method, "__%s__" % mark, default)

    def _printed(self):
        return sys.stdout.getvalue() if hasattr(sys.stdout, "getvalue") else ""

    def _record(self, test, error=None):
        column = self._get(test, "leaderboard_column")
        if column is not None:
            self.leaderboard.append({
                "name": column,
                "value": self._get(test, "leaderboard_value"),
                "order": self._get(test, "leaderboard_sort_order"),
            })
            if self._get(test, "weight") is None and error is None:
                return
        entry = {"name": self.getDescription(test)}
        most = self._get(test, "weight")
        if most is not None:
            score = self._get(test, "score")
            if score is None:
                score = 0.0 if error else most
            entry["score"] = score
            entry["max_score"] = most
        # With a part of the points it neither passed nor failed.
        if error is not None:
            entry["status"] = "failed"
        elif most is None or entry["score"] >= most:
            entry["status"] = "passed"
        for key, mark in (("number", "number"), ("tags", "tags"), ("visibility", "visibility")):
            value = self._get(test, mark)
            if value:
                entry[key] = value
        output = self._printed()
        if error is not None:
            hidden = self._get(test, "hide_errors_message")
            output += "%s%s\n" % (self.failure_prefix, error[1] if hidden is None else hidden)
        if output:
            entry["output"] = output
        self.results.append(entry)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._record(test)

    def addError(self, test, err):
        super().addError(test, err)
        self._mirrorOutput = False  # in the results it stands already
        self._record(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._mirrorOutput = False
        self._record(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._record(test, err)


class JSONTestRunner:
    resultclass = JSONTestResult

    def __init__(self, stream=sys.stdout, descriptions=True, verbosity=1, failfast=False,
                 buffer=True, visibility=None, stdout_visibility=None, post_processor=None,
                 failure_prefix="Test Failed: "):
        self.stream = stream
        self.descriptions = descriptions
        self.verbosity = verbosity
        self.failfast = failfast
        self.buffer = buffer
        self.post_processor = post_processor
        self.failure_prefix = failure_prefix
        self.json_data = {"tests": [], "leaderboard": []}
        if visibility:
            self.json_data["visibility"] = visibility
        if stdout_visibility:
            self.json_data["stdout_visibility"] = stdout_visibility

    def _makeResult(self):
        return self.resultclass(self.stream, self.descriptions, self.verbosity,
                                self.json_data["tests"], self.json_data["leaderboard"],
                                self.failure_prefix)

    def run(self, test):
        result = self._makeResult()
        result.failfast = self.failfast
        result.buffer = self.buffer
        started = time.time()
        test(result)
        self.json_data["execution_time"] = format(time.time() - started, "0.2f")
        self.json_data["score"] = sum(entry.get("score", 0.0) for entry in self.json_data["tests"])
        if self.post_processor is not None:
            self.post_processor(self.json_data)
        json.dump(self.json_data, self.stream, indent=4)
        self.stream.write("\n")
        return result
)py";

}  // namespace

const std::vector<StandInFile>& StandIn() {
  static const std::vector<StandInFile> files = {
      {"gradescope_utils/__init__.py", kPackage},
      {"gradescope_utils/autograder_utils/__init__.py", kUtils},
      {"gradescope_utils/autograder_utils/decorators.py", kDecorators},
      {"gradescope_utils/autograder_utils/files.py", kFiles},
      {"gradescope_utils/autograder_utils/json_test_runner.py", kRunner},
  };
  return files;
}

}  // namespace assay::grader::gradescope
