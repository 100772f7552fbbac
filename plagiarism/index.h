#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/crypto/key.h"
#include "common/status.h"
#include "plagiarism/submission.h"

// Past submissions, found again by what is in them.
namespace assay::plagiarism {

struct IndexOptions {
  std::filesystem::path folder;  // made where it is missing; one process at a time
  // What seals the sources, and hashes fingerprints and names. An index belongs to one tenant: its
  // key opens no other, and equal texts have other fingerprints under other keys. Two courses that
  // agree on a key may compare fingerprints without showing a source.
  crypto::Key key;
  // A new segment is written after so many submissions.
  size_t in_memory = 8192;
};

struct IndexMatch {
  std::string id, person, assignment;
  std::optional<std::chrono::system_clock::time_point> submitted_at;
  double score = 0;       // 0 to 1: the weight of what both have in the weight of what was asked
  uint32_t shared = 0;    // fingerprints
  Submission submission;  // its source, to be compared
};

struct IndexFigures {
  uint64_t submissions = 0;
  uint64_t bytes = 0;  // on disk
  uint32_t segments = 0;
};

// Thread-safe. Every error leaves it as it was.
class Index {
 public:
  // kDataLoss: damaged; names the file. kFailedPrecondition: another key. kUnavailable: another
  // process has it.
  static Result<std::unique_ptr<Index>> Open(IndexOptions options);
  virtual ~Index() = default;

  // On disk when it returns. A second one of the same id changes nothing.
  virtual Status Add(const Submission& submission, const std::string& assignment) = 0;
  // The ones that share most with it, the best first; never the same person's or its own.
  virtual Result<std::vector<IndexMatch>> Query(const Submission& submission, size_t most) = 0;
  // Removes fingerprints and sources of a person for good: they are in no file any more when it
  // returns. Gives how many submissions.
  virtual Result<size_t> ErasePerson(const std::string& person) = 0;
  virtual IndexFigures figures() const = 0;
};

}  // namespace assay::plagiarism
