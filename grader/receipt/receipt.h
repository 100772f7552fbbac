#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/signing.h"
#include "common/status.h"
#include "grader/report.h"
#include "grader/submission.h"

// What a verdict was given on: enough to grade again and to say whether it comes out the same. The
// format is docs/receipt.md. A receipt names every test, hidden ones too: it is for those who
// teach.
namespace assay::grader {

using crypto::PublicKey;
using crypto::SigningKey;

struct Receipt {
  struct Source {
    std::string path, digest;  // "sha256:…"
    uint64_t bytes = 0;
    bool operator==(const Source&) const = default;
  };
  struct Test {
    std::string name;
    Verdict verdict = Verdict::kSkipped;
    double score = 0, max_score = 0;
    uint64_t time_limit_ns = 0, memory_limit_bytes = 0;
  };
  struct Part {
    std::string name;
    Verdict verdict = Verdict::kJudgeError;
    double score = 0, max_score = 0;
    std::vector<Test> tests;
  };

  std::string grader_version;
  std::string package, package_format, package_digest;
  std::string submission, language, backend;
  std::vector<Source> sources;                // by path
  std::string source_digest;                  // over the list, as SourceDigest() says
  std::map<std::string, std::string> images;  // name, digest
  std::map<std::string, uint64_t> seeds;
  Verdict verdict = Verdict::kJudgeError;
  double score = 0, max_score = 0;
  std::vector<Part> parts;
  std::string graded_at;  // RFC 3339, UTC
  std::string key_id;     // empty: not signed
  std::string signature;  // 128 hexadecimal digits
};

// What a report does not know of its own making.
struct ReceiptContext {
  std::string grader_version{};
  std::string package_digest{};  // of DigestPackage()
  std::map<std::string, std::string> images{};
  std::map<std::string, uint64_t> seeds{};
};

// Not signed yet.
Receipt MakeReceipt(const Report& report, const Submission& submission,
                    const ReceiptContext& context);
// What a receipt can hold of a number: no more than 2^53, from where on doubles have gaps.
uint64_t ReceiptNumber(uint64_t value);
// SHA-256 over path and digest of each file, by path.
std::string SourceDigest(const std::vector<Receipt::Source>& sources);
std::vector<Receipt::Source> DigestSources(const Submission& submission);

Status Sign(const SigningKey& key, Receipt& receipt);

// Indented JSON with a line end.
std::string ToText(const Receipt& receipt);
// Of a file that may come from anybody. Strict: unknown, missing and repeated keys, and any other
// way to write what ToText() writes than other blanks, are kInvalidArgument.
Result<Receipt> ParseReceipt(std::string_view text);
// What is signed: canonical JSON (RFC 8785) without the signature.
std::string SignedText(const Receipt& receipt);

// What stands here now, to be held against a receipt. Empty: not looked at.
struct Evidence {
  const Submission* submission = nullptr;
  std::string package_digest{}, grader_version{}, backend{};
  std::map<std::string, std::string> images{};
};

struct Verification {
  // The signature is by this key and over this text. Nothing else of a receipt means anything
  // without.
  bool authentic = false;
  // Each in a sentence: "main.py: the receipt is for sha256:1234…, here is sha256:5678…".
  std::vector<std::string> problems;
  bool ok() const { return authentic && problems.empty(); }
};
Verification Verify(const Receipt& receipt, const PublicKey& key, const Evidence& evidence = {});

// Whether grading again came out the same.
struct Agreement {
  bool agrees = false;  // verdicts and points of everything
  std::vector<std::string> differences;
  // Other circumstances that may explain them: another backend, verdicts about time.
  std::vector<std::string> notes;
};
Agreement Compare(const Receipt& old, const Report& again);

}  // namespace assay::grader
