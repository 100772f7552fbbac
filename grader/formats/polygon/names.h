#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/status.h"
#include "grader/compare.h"
#include "grader/package.h"

// Names that stand in a problem.xml, as this room knows them.
namespace assay::grader::polygon {

// "cpp.g++17" is "cpp", "python.3" is "python"; empty: no language of ours.
std::string LanguageOfType(std::string_view type);

// What testlib's checker of that name compares ("std::ncmp.cpp"); empty: it has no such.
std::optional<ComparisonSpec> StandardChecker(std::string_view name);

// "tests/%02d.a" with a number: one %d, perhaps with a width.
Result<std::string> ExpandPattern(std::string_view pattern, size_t number);

// The words of a test's command line ("gen 5 \"a b\"").
std::vector<std::string> CommandWords(std::string_view command);

// A solution's tag, for `label`'s sets. kNotFound: unknown; `runs` is false for those never run.
Status ReadTag(std::string_view tag, LabelledSubmission& label, bool& runs);

}  // namespace assay::grader::polygon
