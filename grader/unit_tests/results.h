#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// What a unit-test framework wrote about its run, read into rows. The bytes come from a program
// that ran together with a student's code: they are bounded, and nothing in them is believed beyond
// what it says.
namespace assay::grader {

struct ResultRow {
  enum class Outcome : uint8_t { kPass, kFail, kError, kSkip } outcome = Outcome::kPass;
  std::string name;  // "test_add", "adds two numbers"
  std::string id;    // the function behind a name that is for people ("adds()"); may be empty
  std::string
      suite;  // what it stands in: "calc_test.TestCalc", "Calculator > adding"; may be empty
  std::string message;  // why it failed or was skipped; at most kMaxMessageBytes
  std::string file;     // where it is written or failed, as the framework says it; may be empty
  int line = 0;         // 0: not known
  double seconds = 0;
};

struct SuiteResults {
  std::vector<ResultRow> rows;
  // True when the stream says itself that the run went to its end: a closed document, a plan that
  // was kept, a closing line that agrees with the rows.
  bool complete = false;
  std::string problem;  // what is missing or wrong where it is not complete, or a bail-out's text
};

enum class ResultFormat : uint8_t {
  kJunitXml,      // pytest, surefire, JUnit's console launcher, gtest, catch2, node, jest-junit
  kTap,           // TAP 13 and 14 with subtests
  kGoJson,        // go test -json
  kGoText,        // go test -v
  kLibtest,       // cargo test
  kJestJson,      // jest --json
  kJestText,      // jest --verbose
  kUnittestText,  // python -m unittest -v
};

constexpr size_t kMaxResultBytes = size_t{32} << 20U;
constexpr size_t kMaxResultRows = 100'000;
constexpr size_t kMaxMessageBytes = 8192;
constexpr size_t kMaxNameBytes = 512;

// "junit-xml", "tap", "go-json", "go-text", "libtest", "jest-json", "jest-text", "unittest-text".
std::optional<ResultFormat> ParseResultFormat(std::string_view name);
std::string_view ResultFormatName(ResultFormat format);

// kInvalidArgument: these bytes are not of the format at all. kResourceExhausted: more bytes or
// rows than the bounds above.
Result<SuiteResults> ParseResults(ResultFormat format, std::string_view bytes);

}  // namespace assay::grader
