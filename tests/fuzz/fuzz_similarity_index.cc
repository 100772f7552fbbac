#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plagiarism/index/journal.h"
#include "plagiarism/index/record.h"
#include "plagiarism/index/segment.h"

// The files of a similarity index: a segment, a journal and a record, each from the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace plagiarism = assay::plagiarism;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  size_t entries = 0;
  const auto whole = plagiarism::ReadEntries(bytes, [&](std::string_view entry) {
    entries += entry.size();
    return assay::OkStatus();
  });
  if (!whole.ok() || *whole > size || entries > size) std::abort();
  const auto record = plagiarism::DecodeRecord(bytes);
  if (record.ok() && plagiarism::EncodeRecord(*record).size() > size) std::abort();
  const auto segment = plagiarism::Segment::FromBytes(bytes);
  if (!segment.ok()) return 0;
  for (uint32_t i = 0; i < segment->count() && i < 1000; ++i) {
    if (segment->record(i).size() > size) std::abort();
  }
  for (uint64_t fingerprint = 0; fingerprint < 64; ++fingerprint) {
    std::vector<uint32_t> found;
    uint32_t many = 0;
    static_cast<void>(segment->Find(fingerprint * 0x10001, 1000, found, many));
    for (const uint32_t one : found) {
      if (one >= segment->count()) std::abort();
    }
  }
  static_cast<void>(segment->ReadAll());
  return 0;
}
