// Writes the report of a class that does not exist: similarity_report_demo FOLDER [PEOPLE [PAIRS]].
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "common/files.h"
#include "plagiarism/report/demo/comparison.h"
#include "plagiarism/report/report.h"

namespace {

using assay::plagiarism::Comparison;
using assay::plagiarism::ReportOptions;

int Fail(const assay::Status& status) {
  fmt::print(stderr, "similarity_report_demo: {}\n", status.message());
  return 1;
}

void AddDecision(const Comparison& comparison, ReportOptions& options) {
  if (comparison.pairs.empty()) return;
  const auto& pair = comparison.pairs.front();
  options.decisions.push_back(
      {assay::plagiarism::PairKey(options, comparison.submissions[pair.left].id,
                                  comparison.submissions[pair.right].id),
       assay::plagiarism::Decision::State::kReferred, "Both invited for Tuesday.", "I. Novak",
       std::chrono::system_clock::from_time_t(1796025600)});
}

// Two people who write what they hope the page takes for its own.
Comparison Hostile() {
  const std::string text =
      "</script><script>hostile = 1</script><img src=x onerror='hostile = 1'>\n"
      "<!-- {{data}} \xE2\x80\xAE reversed \x1B[31m \xFF\n";
  Comparison comparison;
  for (const char* id : {"<img src=x onerror='hostile=1'>", "</title><script>hostile=1</script>"})
    comparison.submissions.push_back({id, "", {{text, text}}, {}, {}});
  comparison.languages = {text, "java"};
  assay::plagiarism::Pair pair;
  pair.right = 1;
  pair.probability = pair.high = 0.9;
  pair.provenance.why = text;
  const assay::plagiarism::Region region{0, 0, static_cast<uint32_t>(text.size()), 1, 2};
  for (const auto kind : assay::plagiarism::kAllEvidence)
    pair.passages.push_back({kind, region, region, 1, text});
  comparison.pairs.push_back(pair);
  comparison.clusters.push_back({{0, 1}, 0.9});
  comparison.common.push_back({0, region, 2, true, text});
  comparison.notes.push_back({0, 0, text});
  return comparison;
}

assay::Status Write(const Comparison& comparison, const ReportOptions& options,
                    const std::filesystem::path& stem) {
  for (const auto& [ending, write] : {std::pair{".html", &assay::plagiarism::HtmlReport},
                                      std::pair{".json", &assay::plagiarism::JsonReport},
                                      std::pair{".csv", &assay::plagiarism::CsvReport}}) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, write(comparison, options));
    ASSAY_RETURN_IF_ERROR(assay::WriteFileAtomically(stem.string() + ending, text));
  }
  return assay::OkStatus();
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
  ReportOptions options;
  options.title = "Programming 1, homework 3: word statistics";
  options.made_at = std::chrono::system_clock::from_time_t(1796029200);
  AddDecision(comparison, options);
  const std::filesystem::path folder = argv[1];
  for (const Names names : {Names::kHidden, Names::kLeftOut}) {
    options.names = names;
    const auto status =
        Write(comparison, options, folder / (names == Names::kHidden ? "report" : "without-names"));
    if (!status.ok()) return Fail(status);
  }
  options.names = Names::kHidden;
  const auto status = Write(Hostile(), options, folder / "hostile");
  return status.ok() ? 0 : Fail(status);
}
