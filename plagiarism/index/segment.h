#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/mapped_file.h"
#include "common/status.h"

namespace assay::plagiarism {

// A submission in a segment.
struct IndexDocument {
  uint64_t id = 0;                     // keyed hash of the submission's id
  uint64_t person = 0;                 // keyed hash of the person
  std::vector<uint64_t> fingerprints;  // keyed, 40 bits, sorted, each once
  std::string record;                  // sealed
};

// Many submissions in one file that never changes (docs/similarity.md has the format). What is in
// it is found by fingerprint; all numbers in it are checked when they are read, so that a damaged
// file gives fewer or no answers and an error from Check(), never a crash. Thread-safe.
class Segment {
 public:
  // Writes it whole, durably, under another name first.
  static Status Write(const std::filesystem::path& path,
                      const std::vector<IndexDocument>& documents);
  // kDataLoss: not a segment. Reads no more than its head.
  static Result<Segment> Open(const std::filesystem::path& path);
  // For tests and fuzzing; borrows.
  static Result<Segment> FromBytes(std::string_view bytes);

  uint32_t count() const { return count_; }
  uint64_t id(uint32_t document) const;
  uint64_t person(uint32_t document) const;
  std::string_view record(uint32_t document) const;

  // The submissions that have it, in their order, appended; false, and nothing, where they are
  // more than `most`. `many` is then how many.
  bool Find(uint64_t fingerprint, uint32_t most, std::vector<uint32_t>& out, uint32_t& many) const;

  // Everything, for merging; kDataLoss where a number in it is wrong.
  Result<std::vector<IndexDocument>> ReadAll() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  Status Parse(std::string_view bytes);
  // The block of postings that may hold it.
  uint32_t BlockOf(uint64_t fingerprint) const;

  MappedFile file_;
  std::filesystem::path path_;
  std::string_view bytes_, documents_, blocks_, postings_, records_;
  uint32_t count_ = 0, block_count_ = 0;
};

}  // namespace assay::plagiarism
