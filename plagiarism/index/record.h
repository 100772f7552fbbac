#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/crypto/key.h"
#include "common/status.h"
#include "plagiarism/submission.h"

namespace assay::plagiarism {

// What an index keeps of a submission to show it: packed by zstd, then sealed with AES-256-GCM.
struct StoredSubmission {
  Submission submission;
  std::string assignment;
};

// kResourceExhausted: over 16 MiB of files.
Result<std::string> SealRecord(const crypto::Key& key, const StoredSubmission& stored);
// kDataLoss: not a record of this key, or not whole.
Result<StoredSubmission> OpenRecord(const crypto::Key& key, std::string_view sealed);

// The parts of it, without seal and packing; for tests and fuzzing.
std::string EncodeRecord(const StoredSubmission& stored);
Result<StoredSubmission> DecodeRecord(std::string_view bytes);

}  // namespace assay::plagiarism
