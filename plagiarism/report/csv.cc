#include <fmt/format.h>

#include <map>

#include "plagiarism/report/document.h"
#include "plagiarism/report/labels.h"
#include "plagiarism/report/report.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism {
namespace report {
namespace {

std::string Header() {
  std::string out =
      "rank,pair,left,right,left_pseudonym,right_pseudonym,left_origin,right_origin,probability,"
      "low,high,left_covered,right_covered,passages";
  for (const Evidence kind : kAllEvidence) {
    out += fmt::format(",{0}_similarity,{0}_surprise,{0}_contribution", EvidenceName(kind));
  }
  return out + ",first,first_confidence,first_why,decision,decided_by,decided_at,note\r\n";
}

// Empty cells where nothing was measured: 0 would say that it was.
std::string EvidenceCells(const Pair& pair) {
  std::string out;
  for (const Evidence kind : kAllEvidence) {
    const EvidenceScore& score = pair.of(kind);
    out += score.measured ? fmt::format(",{:.4f},{:.3f},{:.3f}", Finite(score.similarity),
                                        Finite(score.surprise), Finite(score.contribution))
                          : ",,,";
  }
  return out;
}

std::string FirstCells(const Pair& pair, const Labels& labels) {
  const Provenance& provenance = pair.provenance;
  if (provenance.first == Provenance::First::kUnknown)
    return fmt::format(",,,{}", CsvCell(provenance.why));
  const uint32_t first = provenance.first == Provenance::First::kLeft ? pair.left : pair.right;
  return fmt::format(",{},{:.3f},{}", CsvCell(labels.Pseudonym(first)),
                     Finite(provenance.confidence), CsvCell(provenance.why));
}

std::string DecisionCells(const Decision* decision) {
  if (decision == nullptr) return ",,,,";
  return fmt::format(",{},{},{},{}", DecisionStateName(decision->state), CsvCell(decision->who),
                     IsoTime(decision->when), CsvCell(decision->note));
}

}  // namespace
}  // namespace report

Result<std::string> CsvReport(const Comparison& comparison, const ReportOptions& options) {
  ASSAY_RETURN_IF_ERROR(report::Check(comparison));
  const report::Labels labels(comparison, options);
  std::map<std::string_view, const Decision*> last;
  for (const Decision& decision : options.decisions) last[decision.pair] = &decision;
  const auto id = [&](uint32_t submission) {
    return labels.names() ? report::CsvCell(comparison.submissions[submission].id) : "";
  };
  std::string out = report::Header();
  size_t rank = 0;
  for (const Pair& pair : comparison.pairs) {
    const std::string key = labels.KeyOf(pair);
    const auto decision = last.find(key);
    out += fmt::format("{},{},{},{},{},{},{},{},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{}", ++rank, key,
                       id(pair.left), id(pair.right), report::CsvCell(labels.Pseudonym(pair.left)),
                       report::CsvCell(labels.Pseudonym(pair.right)),
                       report::OriginName(comparison.submissions[pair.left].origin),
                       report::OriginName(comparison.submissions[pair.right].origin),
                       report::Finite(pair.probability), report::Finite(pair.low),
                       report::Finite(pair.high), report::Finite(pair.left_covered),
                       report::Finite(pair.right_covered), pair.passages.size());
    out += report::EvidenceCells(pair) + report::FirstCells(pair, labels);
    out += report::DecisionCells(decision == last.end() ? nullptr : decision->second) + "\r\n";
  }
  return out;
}

}  // namespace assay::plagiarism
