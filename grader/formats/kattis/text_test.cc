#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "grader/formats/kattis/glob.h"
#include "grader/formats/kattis/languages.h"
#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/statement.h"
#include "grader/formats/kattis/submissions_yaml.h"
#include "grader/formats/kattis/test_group_yaml.h"

namespace assay::grader::kattis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Warnings = std::vector<std::string>;

ProblemYaml Problem(const std::string& text, Warnings* warnings = nullptr) {
  Warnings mine;
  auto problem = ParseProblemYaml(text, "problem.yaml", warnings != nullptr ? warnings : &mine);
  EXPECT_TRUE(problem.ok()) << problem.status().ToString();
  return problem.ok() ? *problem : ProblemYaml();
}
std::string ProblemError(const std::string& text) {
  Warnings warnings;
  return ParseProblemYaml(text, "problem.yaml", &warnings).status().message();
}

TEST(ProblemYaml, DefaultsOfBothVersions) {
  const ProblemYaml legacy = Problem("");
  EXPECT_EQ(legacy.version, Version::kLegacy);
  EXPECT_EQ(legacy.limits.ac_to_time_limit, 5);
  EXPECT_EQ(legacy.limits.time_limit_to_tle, 2);
  EXPECT_FALSE(legacy.limits.time_limit.has_value());
  const ProblemYaml current = Problem("problem_format_version: 2025-09\nname: Sum\n");
  EXPECT_EQ(current.version, Version::kCurrent);
  EXPECT_EQ(current.limits.ac_to_time_limit, 2);
  EXPECT_EQ(current.limits.time_limit_to_tle, 1.5);
  EXPECT_EQ(current.names.at("en"), "Sum");
  EXPECT_EQ(Problem("problem_format_version: 2023-07-draft\n").version, Version::kDraft);
}

TEST(ProblemYaml, ReadsLegacyValidation) {
  const ProblemYaml problem = Problem(
      "type: scoring\nvalidation: custom interactive score\n"
      "validator_flags: float_tolerance 1e-6\ngrading:\n  objective: min\n");
  EXPECT_TRUE(problem.scoring && problem.interactive && problem.minimize);
  EXPECT_EQ(problem.custom_validation, true);
  EXPECT_THAT(problem.validator_flags, ElementsAre("float_tolerance", "1e-6"));
}

TEST(ProblemYaml, ReadsTypesAndLimits) {
  const ProblemYaml problem = Problem(
      "problem_format_version: 2025-09\ntype: [interactive, multi-pass]\n"
      "limits:\n  time_limit: 1.5\n  memory: 64\n  validation_passes: 3\n"
      "  time_multipliers: {ac_to_time_limit: 3, time_limit_to_tle: 4}\n"
      "languages: [python3, cpp]\n");
  EXPECT_TRUE(problem.interactive && problem.multi_pass);
  EXPECT_EQ(problem.limits.time_limit, 1.5);
  EXPECT_EQ(problem.limits.memory_mib, 64);
  EXPECT_EQ(problem.limits.validation_passes, 3);
  EXPECT_EQ(problem.limits.ac_to_time_limit, 3);
  EXPECT_EQ(problem.limits.time_limit_to_tle, 4);
  EXPECT_THAT(problem.languages, ElementsAre("python3", "cpp"));
}

TEST(ProblemYaml, UnknownKeysAreWarningsWithLineAndSuggestion) {
  Warnings warnings;
  Problem("name: Sum\nlimitz:\n  memory: 1\nlimits:\n  memry: 4\n", &warnings);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("problem.yaml:5: limits: unknown key \"memry\"; did "
                                              "you mean \"memory\"?"),
                                    HasSubstr("problem.yaml:2: problem.yaml: unknown key "
                                              "\"limitz\"; did you mean \"limits\"?")));
}

TEST(ProblemYaml, WhatCannotBeGradedByIsAnError) {
  EXPECT_THAT(ProblemError("name: x\ntype: intractive\n"),
              HasSubstr("problem.yaml:2: type: unknown type \"intractive\"; did you mean "
                        "\"interactive\"?"));
  EXPECT_THAT(ProblemError("type: [pass-fail, scoring]\n"), HasSubstr("exclude one another"));
  EXPECT_THAT(ProblemError("type: [submit-answer, interactive]\n"), HasSubstr("excludes"));
  EXPECT_THAT(ProblemError("validation: costum\n"), HasSubstr("did you mean \"custom\"?"));
  EXPECT_THAT(ProblemError("limits:\n  memory: lots\n"),
              HasSubstr("problem.yaml:2: memory: expected a number"));
  EXPECT_THAT(ProblemError("limits: 5\n"), HasSubstr("limits: expected keys and values"));
  EXPECT_THAT(ProblemError("name: [\n"), HasSubstr("problem.yaml:"));
}

TEST(ProblemYaml, SeveralTypesInOneTextAreTakenWithAWord) {
  Warnings warnings;
  const ProblemYaml problem =
      Problem("problem_format_version: 2025-09\ntype: pass-fail interactive\n", &warnings);
  EXPECT_TRUE(problem.interactive);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("[pass-fail, interactive]")));
}

TEST(Constants, AreReplacedWhereTheyAreKnown) {
  const ProblemYaml problem =
      Problem("constants:\n  n: 5\n  k:\n    value: 1000\n    tex: \"1\\\\,000\"\n");
  EXPECT_EQ(ReplaceConstants("{{n}} {{k}} {{k.tex}} {{n.value}} {{x}} {{{n}}}", problem.constants),
            "5 1000 1\\,000 5 {{x}} {5}");
  EXPECT_EQ(ReplaceConstants("{{n", problem.constants), "{{n");
}

TEST(DomjudgeIni, GivesTheTimeLimit) {
  EXPECT_EQ(ParseDomjudgeIni("short-name = A\ntimelimit='2.5'\n"), 2.5);
  EXPECT_EQ(ParseDomjudgeIni("timelimit = 3\r\n"), 3);
  EXPECT_FALSE(ParseDomjudgeIni("timelimit = soon\ncolor = #fff\n").has_value());
}

TEST(TestdataYaml, ReadsGraderAndScores) {
  Warnings warnings;
  auto settings = ParseTestdataYaml(
      "on_reject: continue\ngrader_flags: first_error min accept_if_any_accepted ignore_sampel\n"
      "range: -inf 100\naccept_score: 12.5\noutput_validator_flags: float_tolerance 1e-3\n"
      "input_validator_flags: {name: check, flags: \"n=5\"}\n",
      "testdata.yaml", &warnings);
  ASSERT_TRUE(settings.ok()) << settings.status().ToString();
  EXPECT_EQ(settings->on_reject, OnReject::kContinue);
  EXPECT_EQ(settings->grader->verdict, Group::VerdictRule::kFirst);
  EXPECT_EQ(settings->grader->scoring, Scoring::kMin);
  EXPECT_TRUE(settings->grader->accept_if_any_accepted);
  EXPECT_EQ(settings->range->second, 100);
  EXPECT_TRUE(std::isinf(settings->range->first));
  EXPECT_EQ(settings->accept_score, 12.5);
  EXPECT_THAT(*settings->output_validator_arguments, ElementsAre("float_tolerance", "1e-3"));
  EXPECT_THAT(settings->input_validator_arguments->at("check"), ElementsAre("n=5"));
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("testdata.yaml:2: grader_flags: unknown flag "
                                              "\"ignore_sampel\"; did you mean")));
}

TEST(TestdataYaml, WrongValuesAreErrors) {
  Warnings warnings;
  const auto error = [&](const std::string& text) {
    return ParseTestdataYaml(text, "testdata.yaml", &warnings).status().message();
  };
  EXPECT_THAT(error("on_reject: braek\n"), HasSubstr("did you mean \"break\"?"));
  EXPECT_THAT(error("range: 100 0\n"), HasSubstr("two numbers, the lower one first"));
  EXPECT_THAT(error("\naccept_score: much\n"), HasSubstr("testdata.yaml:2: accept_score"));
}

TEST(TestGroupYaml, ReadsScoresAndArguments) {
  Warnings warnings;
  auto settings = ParseTestGroupYaml(
      "max_score: unbounded\nscore_aggregation: min\nrequire_pass: [sample, secret/a]\n"
      "args: [--fast, \"a b\"]\ninput_validator_args: {v: [x]}\nfull_feedback: true\n",
      "test_group.yaml", &warnings);
  ASSERT_TRUE(settings.ok()) << settings.status().ToString();
  EXPECT_TRUE(std::isinf(*settings->max_score));
  EXPECT_EQ(settings->aggregation, Aggregation::kMin);
  EXPECT_THAT(*settings->require_pass, ElementsAre("sample", "secret/a"));
  EXPECT_THAT(*settings->arguments, ElementsAre("--fast", "a b"));
  EXPECT_THAT(settings->input_validator_arguments->at("v"), ElementsAre("x"));
  EXPECT_EQ(settings->full_feedback, true);
  EXPECT_THAT(warnings, IsEmpty());
}

bool Matches(const std::string& pattern, const std::string& path) {
  auto glob = Glob::Parse(pattern);
  EXPECT_TRUE(glob.ok()) << glob.status().ToString();
  return glob.ok() && glob->Matches(path);
}

TEST(Glob, MatchesWholeNamesAndFoldersAbove) {
  EXPECT_TRUE(Matches("accepted", "accepted/a.py"));
  EXPECT_TRUE(Matches("accepted/", "accepted/a.py"));
  EXPECT_TRUE(Matches("accepted/*", "accepted/a.py"));
  EXPECT_FALSE(Matches("accept", "accepted/a.py"));
  EXPECT_FALSE(Matches("a.py", "accepted/a.py"));
  EXPECT_FALSE(Matches("*.py", "accepted/a.py"));
  EXPECT_TRUE(Matches("*/a.py", "accepted/a.py"));
  EXPECT_TRUE(Matches("wa/ac*", "wa/ac.py"));
  EXPECT_TRUE(Matches("secret/*-easy", "secret/01-easy"));
  EXPECT_FALSE(Matches("secret/*", "sample/1"));
}

TEST(Glob, BracesListAlternatives) {
  EXPECT_TRUE(Matches("x/ac.{py,cpp}", "x/ac.cpp"));
  EXPECT_FALSE(Matches("x/ac.{py,cpp}", "x/ac.c"));
  EXPECT_TRUE(Matches("secret/*{,1}{0,2}", "secret/a12"));
  EXPECT_TRUE(Matches("secret/*{ 4 }{ 2 }", "secret/42"));
  EXPECT_FALSE(Matches("secret/*{1,3}", "secret/2"));
  EXPECT_FALSE(Glob::Parse("a{b").ok());
  EXPECT_FALSE(Glob::Parse("a{b{c}}").ok());
  EXPECT_FALSE(Glob::Parse("a}b").ok());
}

TEST(Glob, CostsNoMoreThanItsLengths) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*{a,aa}";
  EXPECT_FALSE(Matches(pattern + "b", std::string(500, 'a')));
}

TEST(SubmissionsYaml, RulesAreJoined) {
  Warnings warnings;
  auto rules = ParseSubmissionsYaml(
      "accepted:\n  authors: A\n"
      "wrong_answer/*:\n  message: too small\n  score: [10, 20]\n"
      "time_limit_exceeded:\n  permitted: [AC, WA, TLE]\n"
      "time_limit_exceeded/slow.py:\n  language: python3\n  entrypoint: b.py\n"
      "  use_for_time_limit: lower\n  secret/*-easy:\n    permitted: [AC]\n",
      "submissions.yaml", &warnings);
  ASSERT_TRUE(rules.ok()) << rules.status().ToString();
  const auto all = WithDefaults(std::move(*rules));

  LabelledSubmission accepted;
  EXPECT_EQ(ApplyRules(all, "accepted/a.py", accepted), 1);
  EXPECT_THAT(accepted.permitted, ElementsAre(Verdict::kAccepted));
  EXPECT_TRUE(accepted.sets_lower_bound);
  EXPECT_FALSE(accepted.sets_upper_bound);

  LabelledSubmission wrong;
  EXPECT_EQ(ApplyRules(all, "wrong_answer/a.py", wrong), 2);
  EXPECT_EQ(wrong.message, "too small");
  EXPECT_EQ(wrong.min_score, 10);
  EXPECT_EQ(wrong.max_score, 20);
  ASSERT_EQ(wrong.required.size(), 1U);
  EXPECT_EQ(wrong.required[0].count(Verdict::kPresentationError), 1U);
  EXPECT_EQ(wrong.permitted.count(Verdict::kTimeLimit), 0U);

  LabelledSubmission slow;
  EXPECT_EQ(ApplyRules(all, "time_limit_exceeded/slow.py", slow), 2);
  EXPECT_EQ(slow.permitted.count(Verdict::kWrongAnswer), 1U);
  EXPECT_EQ(slow.language, "python3");
  EXPECT_EQ(slow.entry, "b.py");
  EXPECT_TRUE(slow.sets_upper_bound);
  ASSERT_EQ(slow.on_tests.size(), 1U);
  EXPECT_EQ(slow.on_tests[0].tests, "secret/*-easy");
  EXPECT_THAT(slow.on_tests[0].permitted, ElementsAre(Verdict::kAccepted));
}

TEST(SubmissionsYaml, RulesThatExcludeOneAnotherHoldForNoVerdict) {
  Warnings warnings;
  auto rules =
      ParseSubmissionsYaml("a: {permitted: [AC]}\na/*: {permitted: [WA]}\n", "s.yaml", &warnings);
  ASSERT_TRUE(rules.ok());
  LabelledSubmission submission;
  ApplyRules(*rules, "a/b.py", submission);
  EXPECT_THAT(submission.permitted, ElementsAre(Verdict::kSkipped));
}

TEST(SubmissionsYaml, WrongVerdictsAreErrors) {
  Warnings warnings;
  const auto error = [&](const std::string& text) {
    return ParseSubmissionsYaml(text, "s.yaml", &warnings).status().message();
  };
  EXPECT_THAT(error("a:\n  permitted: [OK]\n"), HasSubstr("s.yaml:2: permitted: \"OK\""));
  EXPECT_THAT(error("a: {score: [1, 2, 3]}\n"), HasSubstr("score: expected"));
  EXPECT_THAT(error("\"a{\": {}\n"), HasSubstr("not closed"));
}

TEST(ExpectedResults, TagIsRead) {
  const auto verdicts = ParseExpectedResults("/* @EXPECTED_RESULTS@: correct, No-Output\n */");
  EXPECT_EQ(verdicts.count(Verdict::kAccepted), 1U);
  EXPECT_EQ(verdicts.count(Verdict::kWrongAnswer), 1U);
  EXPECT_EQ(verdicts.count(Verdict::kTimeLimit), 0U);
  EXPECT_EQ(
      ParseExpectedResults("@EXPECTED_RESULTS@: COMPILER-ERROR").count(Verdict::kCompileError), 1U);
  EXPECT_THAT(ParseExpectedResults("int main() {}"), IsEmpty());
}

TEST(Languages, CodesAndFiles) {
  EXPECT_EQ(OurLanguage("python3"), "python");
  EXPECT_EQ(OurLanguage("scala"), "scala");
  EXPECT_EQ(OurLanguage("pyhton"), "");
  EXPECT_EQ(DetectLanguage({"a.cc", "b.h"}), "cpp");
  EXPECT_EQ(DetectLanguage({"a.pl", "kattio.pl"}), "prolog");
  EXPECT_EQ(DetectLanguage({"a.py", "b.py", "c.cc"}), "python3");
  EXPECT_EQ(DetectLanguage({"README.md"}), "");
  EXPECT_EQ(EntryFile("python3", {"/p/lib.py", "/p/sub/Main.py"}, "/p"), "sub/Main.py");
  EXPECT_EQ(EntryFile("python3", {"/p/__main__.py", "/p/__init__.py"}, "/p"), "__main__.py");
  EXPECT_EQ(EntryFile("python3", {"/p/only.py3", "/p/a.txt"}, "/p"), "only.py3");
  EXPECT_EQ(EntryFile("python2", {"/p/two.py", "/p/a.txt"}, "/p"), "two.py");
  EXPECT_EQ(EntryFile("python3", {"/p/two.py2"}, "/p"), "");
  EXPECT_EQ(EntryFile("java", {"/p/A.java", "/p/B.java"}, "/p"), "");
}

TEST(Statement, TitleOfLatex) {
  EXPECT_EQ(TitleOfLatex("\\problemname{A {\\em b}} x"), "A {\\em b}");
  EXPECT_EQ(TitleOfLatex("%% plainproblemname: x^2 \n\\problemname{$x^2$}"), "x^2");
  EXPECT_EQ(TitleOfLatex("\\problemname{never closed"), "");
}

}  // namespace
}  // namespace assay::grader::kattis
