#include "plagiarism/index/record.h"

#include <zstd.h>

#include "common/crypto/seal.h"
#include "plagiarism/index/bytes.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kMostBytes = size_t{16} << 20U;
constexpr size_t kMostFiles = 10'000;
constexpr int kLevel = 9;
constexpr std::string_view kContext = "assay similarity record 1";

Status Broken() { return DataLoss("a record of the similarity index is not whole"); }

constexpr size_t kHead = 4;  // the size of what was packed

Result<std::string> Pack(std::string_view plain) {
  std::string packed;
  PutFixed(packed, plain.size(), kHead);
  packed.resize(kHead + ZSTD_compressBound(plain.size()));
  const size_t size = ZSTD_compress(packed.data() + kHead, packed.size() - kHead, plain.data(),
                                    plain.size(), kLevel);
  if (ZSTD_isError(size) != 0) return Internal(std::string("zstd: ") + ZSTD_getErrorName(size));
  packed.resize(kHead + size);
  return packed;
}

Result<std::string> Unpack(const std::string& packed) {
  if (packed.size() < kHead) return Broken();
  const uint64_t size = GetFixed(packed.data(), kHead);
  if (size > 2 * kMostBytes) return Broken();
  std::string plain(size, '\0');
  const size_t got =
      ZSTD_decompress(plain.data(), plain.size(), packed.data() + kHead, packed.size() - kHead);
  if (ZSTD_isError(got) != 0 || got != size) return Broken();
  return plain;
}

}  // namespace

std::string EncodeRecord(const StoredSubmission& stored) {
  const Submission& one = stored.submission;
  std::string out;
  PutText(out, one.id);
  PutText(out, one.person);
  PutText(out, stored.assignment);
  const auto time =
      one.submitted_at
          ? std::chrono::duration_cast<std::chrono::seconds>(one.submitted_at->time_since_epoch())
                    .count() +
                1
          : 0;
  PutVarint(out, static_cast<uint64_t>(time));
  PutVarint(out, static_cast<uint64_t>(one.origin));
  PutVarint(out, one.files.size());
  for (const SourceFile& file : one.files) {
    PutText(out, file.path);
    PutText(out, file.text);
  }
  return out;
}

Result<StoredSubmission> DecodeRecord(std::string_view bytes) {
  ByteReader reader(bytes);
  StoredSubmission stored;
  Submission& one = stored.submission;
  one.id = reader.Text();
  one.person = reader.Text();
  stored.assignment = reader.Text();
  const uint64_t time = reader.Varint();
  constexpr uint64_t kLastTime = uint64_t{1} << 33U;
  if (time > kLastTime) return Broken();
  if (time > 0) {
    one.submitted_at =
        std::chrono::system_clock::time_point(std::chrono::seconds(static_cast<int64_t>(time - 1)));
  }
  const uint64_t origin = reader.Varint();
  if (origin > static_cast<uint64_t>(Origin::kTemplate)) return Broken();
  one.origin = static_cast<Origin>(origin);
  const uint64_t files = reader.Varint();
  if (!reader.ok() || files > kMostFiles) return Broken();
  for (uint64_t i = 0; i < files && reader.ok(); ++i) {
    SourceFile file;
    file.path = reader.Text();
    file.text = reader.Text();
    one.files.push_back(std::move(file));
  }
  if (!reader.ok() || !reader.empty()) return Broken();
  return stored;
}

Result<std::string> SealRecord(const crypto::Key& key, const StoredSubmission& stored) {
  size_t bytes = 0;
  for (const SourceFile& file : stored.submission.files)
    bytes += file.path.size() + file.text.size();
  if (bytes > kMostBytes || stored.submission.files.size() > kMostFiles) {
    return ResourceExhausted(stored.submission.id + ": over 16 MiB or 10,000 files; not indexed");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string packed, Pack(EncodeRecord(stored)));
  return crypto::Seal(key, 0, packed, kContext);
}

Result<StoredSubmission> OpenRecord(const crypto::Key& key, std::string_view sealed) {
  ASSAY_ASSIGN_OR_RETURN(const std::string packed, crypto::Open(key, sealed, kContext));
  ASSAY_ASSIGN_OR_RETURN(const std::string plain, Unpack(packed));
  return DecodeRecord(plain);
}

}  // namespace assay::plagiarism
