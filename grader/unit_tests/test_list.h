#pragma once

#include <set>
#include <string>
#include <string_view>

#include "grader/unit_tests/results.h"

// Which tests a suite has, read from its own text and not from what a run says: what a submission
// made disappear is missed, and what it made up is recognised.
namespace assay::grader {

// Names of the tests that the file defines, as far as they can be told from the text: functions
// in Python, Java, Go and Rust, TEST and TEST_CASE in C++, literal titles in JavaScript. Tests
// that are made while the suite runs are not on it.
std::set<std::string> ListTests(std::string_view language, std::string_view text);

// Those of them that the suite itself leaves out by a mark on the test (@unittest.skip, @Disabled,
// #[ignore], DISABLED_) or, in Go, may leave out as it runs (t.Skip): that they are skipped is
// nobody's doing.
std::set<std::string> ListSkipped(std::string_view language, std::string_view text);

// Whether `row` is the test of that name or a case of it ("test_add[1-2]", "TestAdd/zero").
bool IsRowOf(std::string_view language, const std::string& test, const ResultRow& row);

}  // namespace assay::grader
