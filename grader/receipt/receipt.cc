#include "grader/receipt/receipt.h"

#include <algorithm>
#include <tuple>

#include "common/sha256.h"
#include "grader/text.h"

namespace assay::grader {
namespace {

Receipt::Part OfPart(const PartReport& report) {
  Receipt::Part part{report.name, report.verdict, report.score, report.max_score, {}};
  for (const TestReport& test : report.tests) {
    part.tests.push_back(
        {test.name, test.verdict, test.score, test.max_score,
         ReceiptNumber(static_cast<uint64_t>(std::max<int64_t>(test.time_limit.count(), 0))),
         ReceiptNumber(test.memory_limit_bytes)});
  }
  return part;
}

}  // namespace

uint64_t ReceiptNumber(uint64_t value) { return std::min(value, uint64_t{1} << 53U); }

std::vector<Receipt::Source> DigestSources(const Submission& submission) {
  std::vector<Receipt::Source> sources;
  for (const sandbox::CollectedFile& file : submission.files)
    sources.push_back({ValidUtf8(file.path), "sha256:" + Sha256Hex(file.data), file.data.size()});
  std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
    return std::tie(a.path, a.digest) < std::tie(b.path, b.digest);
  });
  return sources;
}

std::string SourceDigest(const std::vector<Receipt::Source>& sources) {
  Sha256 sha;
  for (const Receipt::Source& source : sources) {
    sha.UpdateField(source.path);
    sha.UpdateField(source.digest);
  }
  return "sha256:" + sha.Hex();
}

Receipt MakeReceipt(const Report& report, const Submission& submission,
                    const ReceiptContext& context) {
  Receipt receipt;
  receipt.grader_version = context.grader_version;
  receipt.package = report.package;
  receipt.package_format = report.package_format;
  receipt.package_digest = context.package_digest;
  receipt.submission = report.submission;
  receipt.language = report.language;
  receipt.backend = report.backend;
  receipt.sources = DigestSources(submission);
  receipt.source_digest = SourceDigest(receipt.sources);
  receipt.images = context.images;
  receipt.seeds = context.seeds;
  receipt.verdict = report.verdict;
  receipt.score = report.score;
  receipt.max_score = report.max_score;
  for (const PartReport& part : report.parts) receipt.parts.push_back(OfPart(part));
  receipt.graded_at = report.started_at;
  return receipt;
}

Status Sign(const SigningKey& key, Receipt& receipt) {
  receipt.key_id = key.Public().Id();
  ASSAY_ASSIGN_OR_RETURN(receipt.signature, key.Sign(SignedText(receipt)));
  return OkStatus();
}

}  // namespace assay::grader
