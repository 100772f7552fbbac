#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"

// Languages as data: one YAML file each in runtime-images/languages/. docs/runtime-images.md says
// what every key means.
//
//   auto table = LanguageTable::Load("runtime-images/languages");
//   const Language* python = table->ByExtension(".py");
//   auto entry = FindEntry(*python, files);
//   auto argv = Expand(python->run, {.source = entry->source, .memory_mib = 256});
namespace assay::runtime_images {

using Command = std::vector<std::string>;

// What a language needs more than C does. A run's time limit is limit * time_multiplier +
// time_allowance_ms, its memory limit max(limit * memory_multiplier + memory_allowance_mib,
// min_memory_mib).
struct LimitPolicy {
  double time_multiplier = 1.0;
  uint32_t time_allowance_ms = 0;  // what the runtime needs before the first line of the program
  double memory_multiplier = 1.0;
  uint32_t memory_allowance_mib = 0;  // what the runtime itself holds
  uint32_t min_memory_mib = 16;
  uint32_t min_processes = 1;  // threads count: a JVM starts about twenty
  uint32_t compile_time_ms = 10000;
  uint32_t compile_memory_mib = 512;
  uint32_t compile_processes = 32;
};

// How the file to start is found among a submission's files: the only file; else a file of one of
// `names`; else the only file with one of `marks` in its text.
struct EntryRule {
  std::vector<std::string> names;
  std::vector<std::string> marks;
  bool java_class = false;  // {main_class} is by java_class.h; otherwise the file's stem
};

// How a framework's results are written. The names are those of the YAML key `format`.
enum class TestFormat : uint8_t {
  kJUnitXml,  // "junit-xml": <testcase> elements with <failure>, <error> or <skipped> inside
  kGoJson,    // "go-json": one JSON object a line, as test2json writes
  kLibtest,   // "libtest": Rust's text, "test NAME ... ok"
};
std::string_view TestFormatName(TestFormat format);

// A unit-test framework that the image carries. A grader puts the submission and the tests into
// /work, runs `compile` (under the compile limits, kept), then `run` with Work::kKeep, and reads
// `result`: by Sandbox::Collect, or from the run's standard output where `result` is empty. The
// tested code runs in the same process as the framework, so a result file that the submission
// brought along has to be refused or overwritten beforehand. In the commands {source} is the first
// of the test files, {tests} all of them, and {sources} all files of the language, tests included.
struct Framework {
  std::string name;
  std::vector<std::string> files;  // file names of tests, as patterns with * ? []: "test_*.py"
  std::vector<std::string> marks;  // texts of which a test file holds one; empty: any will do
  std::vector<Command> compile;
  Command run;
  std::string result;  // path below /work, without ".."; empty: standard output
  TestFormat format = TestFormat::kJUnitXml;
  // What the framework writes beside results that anybody can print, a word of `run` wherever it
  // stands there. go-json: a file that is there once all tests have run; then `run` takes further
  // flags at its end. libtest: a folder of files "ok NAME", "failed NAME", a line a test. May be
  // empty.
  std::string witness = {};
  // Added to the last compile command where the suite brings no main() of its own: links one such
  // that a second one, the submission's, is an error.
  Command main = {};
};

// How a style tool's findings are written. Paths in them may begin with "./" or "/work/".
enum class LintFormat : uint8_t {
  kFlake8,         // "flake8": path:line:column: CODE message (pylint puts a colon after CODE)
  kGcc,            // "gcc": path:line:column: severity: message [code], source lines in between
  kCheckstyleXml,  // "checkstyle-xml": <file name> with <error line column severity message source>
};
std::string_view LintFormatName(LintFormat format);

// A style tool that the image carries. Its exit code says little (most exit with non-zero when they
// found something), so a tool has failed when it hit a limit or its report cannot be read.
struct Linter {
  std::string name;
  Command run;
  std::string result;  // as Framework's
  LintFormat format = LintFormat::kFlake8;
};

struct Language {
  std::string name;                   // "python": [a-z0-9-]+
  std::string title;                  // "Python 3"
  std::string version;                // of the runtime, for people: "3.13"
  std::string image;                  // the root filesystem's name; several languages may share one
  std::vector<std::string> packages;  // Debian packages that this language brings into the image
  std::string post_build;             // shell commands, run once inside the image when it is built
  std::vector<Command> warm_up;       // runs that load the interpreter's files
  std::vector<std::string> extensions;  // ".py", with the dot
  std::vector<std::string> file_names;  // whole names that mean this language ("Makefile")
  EntryRule entry;
  std::vector<Command> compile;  // one after another; empty: nothing to compile
  // `compile` looks for errors and makes nothing, and a program of one source file that it refuses
  // fails when it is run, before its first statement: it need not be asked about one that ran.
  bool compile_checks_only = false;
  Command run;
  // The image has a hook by which `run` becomes a zygote in gVisor (sandbox/agent/zygote.h).
  bool zygote = false;
  std::vector<std::pair<std::string, std::string>> env;  // added to the sandbox's own
  LimitPolicy limits;
  std::vector<std::string>
      out_of_memory;  // what the runtime prints when its own heap limit is reached
  std::vector<Framework> frameworks;
  std::vector<Linter> linters;
};

// Reads one language from `text`. `file` is what error messages call it.
Result<Language> ParseLanguage(std::string_view text, const std::string& file);

// What the builder needs to know of an image: the union over the languages that use it.
struct ImageRecipe {
  std::string name;
  std::vector<std::string> packages;    // sorted, each once
  std::vector<std::string> post_build;  // in the order of the languages' names
  std::vector<Command> warm_up;
  std::vector<std::string> languages;
};

// Immutable after Load, so that threads may share it. Languages are sorted by name.
class LanguageTable {
 public:
  // Reads every *.yaml of the folder; the first file that is wrong is the error.
  static Result<LanguageTable> Load(const std::filesystem::path& dir);
  static Result<LanguageTable> FromLanguages(std::vector<Language> languages);

  const std::vector<Language>& languages() const { return languages_; }
  // kNotFound with a suggestion.
  Result<const Language*> ByName(std::string_view name) const;
  // By whole file name first, then by extension ("dir/a.py" works too); nullptr for none.
  const Language* ByFileName(std::string_view path) const;
  // With or without the dot; nullptr for none.
  const Language* ByExtension(std::string_view extension) const;
  // One recipe an image, sorted by name.
  std::vector<ImageRecipe> Images() const;

 private:
  std::vector<Language> languages_;
  std::map<std::string, size_t, std::less<>> by_extension_;
  std::map<std::string, size_t, std::less<>> by_file_name_;
};

// $ASSAY_LANGUAGES; else runtime-images/languages or share/assay/languages in a folder above the
// running program's, which finds a checkout's and an installation's. kNotFound says so.
Result<std::filesystem::path> FindLanguagesFolder();

struct SourceFile {
  std::string path;       // relative to the work folder
  std::string_view text;  // borrowed
};

struct Entry {
  std::string source;
  std::string main_class;
};

// Whether the file is one of the framework's tests, by its name and its text.
bool IsTestFile(const Framework& framework, const SourceFile& file);

// Finds the file to start. kInvalidArgument with what to do (for the student) when there is none or
// several.
Result<Entry> FindEntry(const Language& language, const std::vector<SourceFile>& files);

struct TemplateValues {
  std::string source = {};  // {source}: the entry file
  std::vector<std::string> sources =
      {};  // {sources}: all of the language's files; must be a word of its own
  std::vector<std::string> tests = {};  // {tests}: a framework's test files, as {sources}
  std::string main_class = {};          // {main_class}
  std::string binary = "program";       // {binary}
  uint32_t memory_mib = 256;  // {memory_mib}: the limit before the language's memory allowance
};

// Fills a command's words; {stem} is the entry file's name without folder and extension. No shell
// is involved, so file names need no quoting; one that begins with "-" gets "./" in front.
Result<Command> Expand(const Command& command, const TemplateValues& values);

}  // namespace assay::runtime_images
