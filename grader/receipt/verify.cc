#include <fmt/format.h>

#include <cmath>
#include <set>

#include "grader/receipt/receipt.h"
#include "grader/text.h"

namespace assay::grader {
namespace {

// Enough of a digest to tell it from another by eye.
std::string Short(const std::string& digest) {
  constexpr size_t kShown = sizeof("sha256:") - 1 + 12;
  return digest.empty()           ? "nothing"
         : digest.size() > kShown ? ValidUtf8(digest.substr(0, kShown)) + "…"
                                  : ValidUtf8(digest);
}

class Problems {
 public:
  explicit Problems(std::vector<std::string>& list) : list_(list) {}

  void Add(std::string text) { list_.push_back(std::move(text)); }
  void Digest(std::string_view what, const std::string& then, const std::string& now) {
    if (then != now)
      Add(fmt::format("{}: the receipt is for {}, here is {}", what, Short(then), Short(now)));
  }

 private:
  std::vector<std::string>& list_;
};

void CheckSources(const Receipt& receipt, const Submission& submission, Problems& problems) {
  std::map<std::string, std::string> then;
  std::map<std::string, std::string> now;
  for (const auto& source : receipt.sources) then[source.path] = source.digest;
  for (const auto& source : DigestSources(submission)) now[source.path] = source.digest;
  for (const auto& [path, digest] : then) {
    const auto found = now.find(path);
    if (found == now.end()) {
      problems.Add(fmt::format("{}: the receipt has this file, the submission has not", path));
    } else {
      problems.Digest(path, digest, found->second);
    }
  }
  for (const auto& [path, digest] : now) {
    if (!then.contains(path))
      problems.Add(fmt::format("{}: the submission has this file, the receipt has not", path));
  }
}

bool SamePoints(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

// Verdicts that depend on how fast a machine is today.
bool IsAboutTime(Verdict verdict) {
  return verdict == Verdict::kTimeLimit || verdict == Verdict::kIdleLimit;
}

class Comparer {
 public:
  explicit Comparer(Agreement& agreement) : agreement_(agreement) {}

  void Result(const std::string& what, Verdict then, double then_score, Verdict now,
              double now_score) {
    if (then != now) {
      Differ(fmt::format("{}: {} then, {} now", what, VerdictCode(then), VerdictCode(now)));
      about_time_ |= IsAboutTime(then) || IsAboutTime(now);
      broken_ |= now == Verdict::kJudgeError;
    } else if (!SamePoints(then_score, now_score)) {
      Differ(fmt::format("{}: {} points then, {} now", what, then_score, now_score));
    }
  }

  void Part(const Receipt::Part& then, const PartReport& now, const std::string& prefix) {
    std::map<std::string, const TestReport*> tests;
    for (const TestReport& test : now.tests) tests[ValidUtf8(test.name)] = &test;
    for (const Receipt::Test& test : then.tests) {
      const auto found = tests.find(test.name);
      if (found == tests.end()) {
        Differ(fmt::format("{}{}: not there any more", prefix, test.name));
        continue;
      }
      const TestReport& again = *found->second;
      Result(prefix + test.name, test.verdict, test.score, again.verdict, again.score);
      limits_ |=
          test.time_limit_ns != ReceiptNumber(static_cast<uint64_t>(again.time_limit.count())) ||
          test.memory_limit_bytes != ReceiptNumber(again.memory_limit_bytes);
      tests.erase(found);
    }
    for (const auto& [name, test] : tests)
      Differ(fmt::format("{}{}: not there when the receipt was made", prefix, name));
  }

  void Differ(std::string text) { agreement_.differences.push_back(std::move(text)); }
  void Note(std::string text) { agreement_.notes.push_back(std::move(text)); }

  void Finish() {
    if (limits_) Note("limits of tests are not the same as then");
    if (about_time_)
      Note("a verdict about time depends on the machine and on what else it does: try again");
    if (broken_) Note("a judge error says nothing about the submission: mend it and try again");
    agreement_.agrees = agreement_.differences.empty();
  }

 private:
  Agreement& agreement_;
  bool limits_ = false, about_time_ = false, broken_ = false;
};

}  // namespace

Verification Verify(const Receipt& receipt, const PublicKey& key, const Evidence& evidence) {
  Verification result;
  Problems problems(result.problems);
  if (receipt.signature.empty() || receipt.key_id.empty()) {
    problems.Add("the receipt is not signed");
  } else if (receipt.key_id != key.Id()) {
    problems.Add(fmt::format("signed with the key {}, and not with {}", ValidUtf8(receipt.key_id),
                             key.Id()));
  } else if (!key.Verifies(SignedText(receipt), receipt.signature)) {
    problems.Add("the signature is not of this text: it was changed after it was signed");
  } else {
    result.authentic = true;
  }
  problems.Digest("the list of sources", receipt.source_digest, SourceDigest(receipt.sources));
  if (evidence.submission != nullptr) CheckSources(receipt, *evidence.submission, problems);
  if (!evidence.package_digest.empty())
    problems.Digest("the package", receipt.package_digest, evidence.package_digest);
  for (const auto& [name, digest] : evidence.images) {
    const auto then = receipt.images.find(name);
    problems.Digest("the image " + name, then == receipt.images.end() ? "" : then->second, digest);
  }
  if (!evidence.grader_version.empty() && evidence.grader_version != receipt.grader_version) {
    problems.Add(fmt::format("graded by assay {}, this is {}", receipt.grader_version,
                             evidence.grader_version));
  }
  if (!evidence.backend.empty() && evidence.backend != receipt.backend)
    problems.Add(fmt::format("graded in {}, this is {}", receipt.backend, evidence.backend));
  return result;
}

Agreement Compare(const Receipt& old, const Report& again) {
  Agreement agreement;
  Comparer comparer(agreement);
  comparer.Result("the submission", old.verdict, old.score, again.verdict, again.score);
  if (!SamePoints(old.max_score, again.max_score)) {
    comparer.Differ(
        fmt::format("out of {} points then, of {} now", old.max_score, again.max_score));
  }
  std::map<std::string, const PartReport*> parts;
  for (const PartReport& part : again.parts) parts[ValidUtf8(part.name)] = &part;
  for (const Receipt::Part& part : old.parts) {
    const auto found = parts.find(part.name);
    if (found == parts.end()) {
      comparer.Differ(fmt::format("the part {}: not there any more", part.name));
      continue;
    }
    const PartReport& now = *found->second;
    const bool many = old.parts.size() > 1;
    if (many)
      comparer.Result("the part " + part.name, part.verdict, part.score, now.verdict, now.score);
    comparer.Part(part, now, many ? part.name + "/" : "");
    parts.erase(found);
  }
  for (const auto& [name, part] : parts)
    comparer.Differ(fmt::format("the part {}: not there when the receipt was made", name));
  if (old.backend != again.backend)
    comparer.Note(fmt::format("graded in {} then, in {} now", old.backend, again.backend));
  if (old.language != again.language)
    comparer.Note(fmt::format("taken for {} then, for {} now", old.language, again.language));
  comparer.Finish();
  return agreement;
}

}  // namespace assay::grader
