// Writes the report of a class that does not exist: similarity_report_demo FOLDER [PEOPLE [PAIRS]].
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "common/files.h"
#include "plagiarism/report/demo/comparison.h"
#include "plagiarism/report/report.h"

namespace {

int Fail(const assay::Status& status) {
  fmt::print(stderr, "similarity_report_demo: {}\n", status.message());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using assay::plagiarism::Names;
  if (argc < 2 || argc > 4) {
    fmt::print(stderr, "usage: similarity_report_demo FOLDER [PEOPLE [PAIRS]]\n");
    return 64;
  }
  assay::plagiarism::report::DemoSize size;
  if (argc > 2) size.people = static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10));
  if (argc > 3) size.pairs = static_cast<uint32_t>(std::strtoul(argv[3], nullptr, 10));
  const auto comparison = assay::plagiarism::report::DemoComparison(size);
  assay::plagiarism::ReportOptions options;
  options.title = "Programming 1, homework 3: word statistics";
  options.made_at = std::chrono::system_clock::from_time_t(1796029200);
  if (!comparison.pairs.empty()) {
    const auto& pair = comparison.pairs.front();
    options.decisions.push_back(
        {assay::plagiarism::PairKey(options, comparison.submissions[pair.left].id,
                                    comparison.submissions[pair.right].id),
         assay::plagiarism::Decision::State::kReferred, "Both invited for Tuesday.", "I. Novak",
         std::chrono::system_clock::from_time_t(1796025600)});
  }
  const std::filesystem::path folder = argv[1];
  for (const Names names : {Names::kHidden, Names::kLeftOut}) {
    options.names = names;
    const std::string stem = names == Names::kHidden ? "report" : "without-names";
    for (const auto& [ending, write] : {std::pair{".html", &assay::plagiarism::HtmlReport},
                                        std::pair{".json", &assay::plagiarism::JsonReport},
                                        std::pair{".csv", &assay::plagiarism::CsvReport}}) {
      const auto text = write(comparison, options);
      if (!text.ok()) return Fail(text.status());
      const auto status = assay::WriteFileAtomically(folder / (stem + ending), *text);
      if (!status.ok()) return Fail(status);
    }
  }
  return 0;
}
