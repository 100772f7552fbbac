#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "common/files.h"
#include "common/status.h"
#include "grader/compare.h"
#include "grader/verdict.h"
#include "sandbox/limits.h"

// What a submission is graded by, whatever format it was written in. Readers (grader/formats/) turn
// an assignment.yaml, a Kattis folder, a DMOJ init.yml … into this; nothing past the readers knows
// a format.
//
//   Package  one assignment        Part   what is graded in one way, with points of its own
//   Group    tests that score together, nested            Test   one run
//
// A package is untrusted: its programs run in sandboxes, its paths were checked by the reader.
namespace assay::grader {

// ---------------------------------------------------------------------------- programs

// A checker, interactor, generator, validator, given or hidden source: files of the package.
struct PackageProgram {
  std::string name = {};                          // "output_validators/compare"
  std::vector<std::filesystem::path> files = {};  // regular files, absolute
  std::filesystem::path base = {};                // folder that the files' names are relative to
  std::string language = {};                      // of the language table; empty: by the names
  std::vector<std::string> arguments = {};        // before what the protocol adds
  std::vector<std::vector<std::string>> commands = {};  // instead of the language's compile step
  std::vector<std::string> run = {};                    // instead of its run command: {"./run"}
  std::vector<std::string> compile_flags = {};          // added to the language's compile step
  std::string entry = {};  // the file to start, relative to base; empty: the language's rule
  int accept_exit = 42;    // of an input validator: the exit code that means yes (Polygon's: 0)
};

// How a checker or interactor is started and how it answers.
enum class CheckerProtocol : uint8_t {
  kKattis,      // argv: input answer feedback-dir; team on stdin; exit 42 AC, 43 WA; score.txt, …
  kTestlib,     // argv: input output answer; exit 0 AC, 1 WA, 2 PE, 3 JE, 4 dirt (PE), 7 points
  kDmoj,        // argv: input output answer; exit 0 AC, 1 WA, else JE; stdout is the feedback
  kDmojCoci,    // as kTestlib, 7 with "partial 3/10" on stderr: that share of the points
  kDmojPeg,     // argv: answer output input; exit 0 AC, 1 WA; two lines that are numbers on stdout:
                // their quotient is the share of the points, and it is AC where that is not 0
  kDmojPython,  // a module with check(process_output, judge_output, …); the program's first
                // argument is its keyword arguments as a JSON object
  kCms,         // argv: input answer output; a score 0.0 … 1.0 on stdout, a message on stderr
  kExitCode,    // argv: input output answer; 0 AC, anything else WA; stdout is the feedback
};

struct Checker {
  ComparisonSpec builtin;  // where `program` is empty
  std::optional<PackageProgram> program;
  CheckerProtocol protocol = CheckerProtocol::kKattis;
  // Not empty: instead of the files that the protocol names, in which "{input}", "{output}" and
  // "{answer}" stand for them ({output} of an interactor: a file that it may write).
  std::vector<std::string> argv = {};
};

// ---------------------------------------------------------------------------- limits

struct ProblemLimits {
  std::chrono::milliseconds time{1000};
  uint64_t memory_bytes = 256 * sandbox::kMiB;
  uint64_t output_bytes = 8 * sandbox::kMiB;
  uint64_t source_bytes = 0;  // of all files of a submission together; 0: no limit
  std::optional<std::chrono::milliseconds> wall, idle;  // empty: from `time`
  uint32_t processes = 0;                               // 0: what the language needs
  std::chrono::milliseconds compile_time{0};            // 0: the language's
  uint64_t compile_memory_bytes = 0;
  std::chrono::milliseconds checker_time{60'000};
  uint64_t checker_memory_bytes = 1024 * sandbox::kMiB;
  std::map<std::string, double> time_factor, memory_factor;  // by language, on top of its own
  // True where the format says that a limit is the same for every language (Kattis does): the
  // language's multiplier is left out, its start-up allowance stays.
  bool same_for_all_languages = false;
  // Times from `time` up to this are "near the limit": re-run before they count.
  double near_limit_margin = 0.10;
};

// ---------------------------------------------------------------------------- tests

struct Generated {
  size_t program = 0;  // index into StandardIo::generators
  std::vector<std::string> arguments;
  bool answer_on_stderr = false;     // DMOJ: the generator prints the answer there
  std::filesystem::path input = {};  // on its standard input; empty: nothing
  // Instead: what that one prints. So a model solution makes the answer of a generated test.
  std::shared_ptr<const Generated> input_from = {};
};
// Where a test's bytes are. monostate: empty.
using DataSource = std::variant<std::monostate, std::filesystem::path, std::string, Generated>;

enum class Visibility : uint8_t { kAlways, kAfterDue, kAfterPublished, kHidden };
std::string_view VisibilityName(Visibility visibility);  // "always", "after_due", …
std::optional<Visibility> ParseVisibility(std::string_view text);
// Beside a Visibility, for those who show reports: these roles see it whatever the Visibility says,
// everybody else not before this moment.
struct Audience {
  std::set<std::string> roles = {};  // "teacher", "assistant", …
  std::optional<std::chrono::sys_seconds> from = {};
};

// Said to the student when a test fails in this way. kAccepted: whenever it fails.
struct Hint {
  Verdict cause = Verdict::kAccepted;
  std::string text;
  int after_attempts = 0;  // only from this attempt on
};

struct Test {
  std::string name;  // "sample/1": unique in its part
  DataSource input, answer;
  std::vector<std::string> arguments;          // to the submission
  std::vector<std::filesystem::path> files;    // put beside the submission, by their file names
  std::vector<std::string> checker_arguments;  // added for this test
  // Of the input validators, by the validator's file or folder name; "" for those not named.
  std::map<std::string, std::vector<std::string>> validator_arguments;
  double points = 0;
  bool sample = false;
  std::string title, description;
  std::vector<Hint> hints;
};

enum class Scoring : uint8_t { kSum, kMin, kAllOrNothing, kWeighted, kMax, kAverage };
enum class OnReject : uint8_t { kBreak, kContinue };

struct Group {
  std::string name;  // "secret/2": the folder in formats that have one
  std::string title;
  std::optional<double> points;  // the most it can give; empty: the sum of what is in it
  Scoring scoring = Scoring::kSum;
  OnReject on_reject = OnReject::kContinue;
  Visibility visibility = Visibility::kAlways;
  std::vector<std::string> requires_groups;  // names of groups that must be wholly accepted first
  std::optional<double> accept_score, reject_score;  // Kattis legacy: of one test in here
  bool samples = false;  // in a pass-fail problem: does not decide the verdict by itself
  bool counts = true;    // false: runs, is shown, gives nothing (pretests, ignored samples)
  // What one rejected test does to the verdict of the whole: the first (in order), the worst, or
  // nothing ("always accept").
  enum class VerdictRule : uint8_t {
    kFirst,
    kWorst,
    kAlwaysAccept,
    kAcceptAny
  } verdict_rule = VerdictRule::kFirst;
  std::vector<std::string> checker_arguments;  // for all tests below, before their own
  std::optional<Checker> checker;              // instead of the part's, for all tests below
  std::vector<Hint> hints;
  std::vector<Test> tests;
  std::vector<Group> groups;
  Audience audience = {};
};

// ---------------------------------------------------------------------------- ways to grade

// Standard input to standard output, with a built-in comparison or a checker.
struct StandardIo {
  enum class Mode : uint8_t { kBatch, kInteractive, kMultiPass, kSubmitAnswer } mode = Mode::kBatch;
  Checker checker;  // interactive: the interactor, which also judges
  // kInteractive where the interactor only talks (Polygon): judges the file that it wrote as
  // {output}, after it accepted.
  std::optional<Checker> after_interaction = {};
  int max_passes = 2;
  bool interactive_passes = false;  // kMultiPass: each pass runs against the interactor
  std::vector<PackageProgram> generators;
  std::vector<PackageProgram> input_validators;  // `assay verify`: each must accept each input
  std::string input_file, output_file;  // instead of the standard streams, relative to /work
  bool scoring = false;                 // points decide, not only the verdict
  Group root;
};

// A unit-test suite of the package (or, with `mutants`, of the student) and its result file.
struct UnitTests {
  std::string framework;  // of the language's table ("pytest"), or empty with `commands`
  std::vector<PackageProgram> suites;                  // files put over the submission's: they win
  std::vector<std::vector<std::string>> compile, run;  // instead of the framework's
  std::string result_path, result_format;              // "junit-xml", "tap", "gradescope", …
  struct Row {
    std::string pattern;  // of the test's name, shell style
    double points = 0;
    Visibility visibility = Visibility::kAlways;
    std::vector<Hint> hints;
    Audience audience = {};
  };
  std::vector<Row> rows;  // empty: every test counts the same
  Scoring scoring = Scoring::kSum;
  // Student tests: `reference` must pass them, each of `mutants` must fail them.
  std::optional<PackageProgram> reference;
  std::vector<PackageProgram> mutants;
  int generated_mutants = 0;  // made from `reference`
};

// A Gradescope autograder: run_autograder in its folder layout, which writes results.json.
struct Autograder {
  std::filesystem::path folder;  // with setup.sh, run_autograder, …
  std::string image;             // of the language table's images
  std::chrono::seconds timeout{600};
};

// Style and static analysis: findings cost points, and become annotations.
struct Style {
  std::string linter;  // of the language's table; empty: its first
  double points_per_finding = 0.1;
  double max_findings = 100;        // from here on nothing is left of the points
  std::vector<std::string> ignore;  // rule names
};

// Constructs that a source must have or must not have, as tree-sitter queries.
struct Constructs {
  struct Rule {
    std::string name, query, language, message;
    bool forbidden = true;
    int at_least = 1;  // of a required one
  };
  std::vector<Rule> rules;
};

// Fits the growth of running time with n.
struct Growth {
  PackageProgram generator;  // argv: n; the input on stdout
  std::vector<uint64_t> sizes;
  std::string expected = "n log n";  // "1", "log n", "n", "n log n", "n^2", "n^3", "2^n"
  int repeats = 3;
};

struct Part {
  std::string name = "main", title;
  std::optional<double> points;     // the most it gives; empty: what its tests give together, or 1
  std::set<std::string> languages;  // empty: any
  ProblemLimits limits;
  // Files of the student's side.
  std::vector<PackageProgram> given;  // put beside the submission, per language where it is set
  std::set<std::string> required, editable, forbidden;  // names or shell patterns; empty: no rule
  std::string entry;  // the file or class to start; empty: the language's rule
  // Put before the first line of each source file of the student's (DMOJ signature graders:
  // #include "header.h"), for the languages named; the lines keep their numbers.
  std::map<std::string, std::string> source_prefix = {};
  std::vector<std::string> compile_flags = {};  // added to the language's compile step
  Visibility visibility = Visibility::kAlways;
  std::variant<StandardIo, UnitTests, Autograder, Style, Constructs, Growth> task;
  Audience audience = {};
};

// ---------------------------------------------------------------------------- the assignment

struct LatePolicy {
  struct Step {
    std::chrono::seconds up_to{};  // after the due date
    double factor = 1;             // of the score
  };
  std::vector<Step> steps;  // in order; past the last: not accepted
  std::chrono::seconds grace{};
};

struct RubricItem {
  std::string name, description;
  double points = 0;
};

// What must hold on some of the tests only: Kattis' submissions.yaml, DMOJ has nothing like it.
struct TestExpectation {
  // Shell pattern with braces over names of tests and groups ("secret/*-{easy,small}"); a "*" does
  // not match "/"; a group's name stands for all tests below it.
  std::string tests;
  std::set<Verdict> permitted, required;       // empty: any
  std::optional<double> min_score, max_score;  // of the group of that name
  std::string message;                         // as LabelledSubmission's
};

struct LabelledSubmission {
  std::string name;  // "submissions/accepted/sum.py"
  std::filesystem::path path;
  std::string language;  // empty: by its names
  std::string entry;
  // Every test's verdict must be one of these (empty: any), and the final verdict too …
  std::set<Verdict> permitted;
  // … and each of these sets must be hit by at least one test.
  std::vector<std::set<Verdict>> required;
  // Formats that label the whole instead (Kattis legacy): the final verdict is one of these.
  std::set<Verdict> result;
  std::optional<double> min_score, max_score;
  std::string message;  // stands in the checker's words to the judge on at least one test
  std::vector<TestExpectation> on_tests;
  std::optional<std::chrono::milliseconds> use_for_time_limit_lower;  // set: takes part in it
  bool sets_lower_bound = false, sets_upper_bound = false;  // of the calibrated time limit
};

struct Package {
  std::string id, title, statement;  // statement: Markdown or a path's text, may be empty
  std::string format;                // "assay", "kattis-legacy", "kattis-2025-09", "dmoj", …
  std::filesystem::path folder;
  std::vector<Part> parts;
  std::vector<LabelledSubmission> submissions;
  std::optional<LatePolicy> late;
  int max_attempts = 0;  // 0: no limit
  int group_size = 1;
  std::vector<RubricItem> rubric;
  std::map<std::string, std::string> similarity;  // settings of the similarity engine, as written
  std::vector<std::string> warnings;  // what was read but means nothing here: file:line: …
  // Kattis' rule for a calibrated limit: slowest accepted × to_limit, fastest TLE ≥ limit × to_tle.
  std::optional<std::chrono::milliseconds> fixed_time_limit;
  double time_multiplier_ac_to_limit = 2.0, time_multiplier_limit_to_tle = 1.5;
  // Holds unpacked archives and generated files; removed with the last copy of the package.
  std::shared_ptr<TempDir> scratch;
  // As the package proposes them; whoever sets the assignment to a class decides.
  std::optional<std::chrono::sys_seconds> opens, due;
};

// Tells the format by what is there and reads it. A folder, or an archive (.zip, .tar.gz, …) of
// one. Errors name file and line and say what to do.
Result<Package> LoadPackage(const std::filesystem::path& path);

// SHA-256 over every file's name and content, for receipts: "sha256:…".
Result<std::string> DigestPackage(const std::filesystem::path& path);

// Shell style, for Part's required, editable and forbidden: * ? and [], over the whole name; a
// pattern without "/" also matches the last part.
bool MatchesName(const std::string& pattern, const std::string& name);

// Depth first, in order; `visit` gets the chain of groups from the root to the test's own.
template <typename Visit>
void ForEachTest(const Group& group, Visit&& visit, std::vector<const Group*> chain = {}) {
  chain.push_back(&group);
  for (const Test& test : group.tests) visit(test, chain);
  for (const Group& inner : group.groups) ForEachTest(inner, visit, chain);
}

}  // namespace assay::grader
