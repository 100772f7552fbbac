#include "grader/unit_tests/witness.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "grader/unit_tests/result_text.h"

namespace assay::grader {
namespace {

using sandbox::CollectedFile;

bool IsWitness(const CollectedFile& file, const std::string& witness) {
  return !witness.empty() && (file.path == witness || file.path.starts_with(witness + "/"));
}

void Deny(ResultRow& row) {
  row.outcome = ResultRow::Outcome::kError;
  row.message = "the output says that it passed, but the test program did not come to its end";
}

}  // namespace

bool HasWitness(const std::vector<CollectedFile>& written, const std::string& witness) {
  return std::any_of(written.begin(), written.end(),
                     [&](const CollectedFile& file) { return IsWitness(file, witness); });
}

void ConfirmLibtest(const std::vector<CollectedFile>& written, const std::string& witness,
                    SuiteResults& results) {
  std::map<std::string, int, std::less<>> passed;  // how often
  std::set<std::string, std::less<>> failed;
  for (const CollectedFile& file : written) {
    if (!IsWitness(file, witness)) continue;
    result_text::Lines lines(file.data);
    for (std::string_view line; lines.Next(line);) {
      // "ok NAME", "failed NAME", "ignored NAME"; text of an assertion may follow on more lines.
      const size_t blank = line.find(' ');
      if (blank == std::string_view::npos) continue;
      const std::string_view said = line.substr(0, blank);
      const std::string name(line.substr(blank + 1));
      if (said == "ok") ++passed[name];
      if (said.starts_with("failed")) failed.insert(name);
    }
  }
  for (ResultRow& row : results.rows) {
    if (row.outcome != ResultRow::Outcome::kPass || row.name.find(' ') != std::string::npos)
      continue;
    const auto said = passed.find(row.name);
    if (said == passed.end() || said->second-- <= 0 || failed.contains(row.name)) Deny(row);
  }
}

void KeepPasses(const std::set<std::string>& tests, SuiteResults& results) {
  for (ResultRow& row : results.rows) {
    if (row.outcome == ResultRow::Outcome::kPass &&
        !tests.contains(row.name.substr(0, row.name.find('/')))) {
      Deny(row);
    }
  }
}

}  // namespace assay::grader
