#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plagiarism/submission.h"

// What a comparison found: values only, so that a report, a service and a test read the same.
//
// A probability here is of "these two texts were not written independently", calibrated against
// the other pairs of the same assignment. It is about texts. Nothing here says what a person did.
namespace assay::plagiarism {

// The kinds of evidence, each with a score of its own.
enum class Evidence : uint8_t {
  kTokens,       // the sequence of structural tokens
  kStructure,    // what depends on what, after normalisation against disguise
  kIdentifiers,  // names, and parts of names
  kLiterals,     // texts and numbers
  kComments,     // words of comments, and how they are misspelt
  kLayout,       // indentation, braces, spaces, blank lines
  kRarity,       // stretches of characters that hardly anybody else has
};
inline constexpr size_t kEvidenceKinds = 7;
inline constexpr std::array<Evidence, kEvidenceKinds> kAllEvidence = {
    Evidence::kTokens,   Evidence::kStructure, Evidence::kIdentifiers, Evidence::kLiterals,
    Evidence::kComments, Evidence::kLayout,    Evidence::kRarity};

// "tokens", "structure", …: as in JSON and CSV.
std::string_view EvidenceName(Evidence kind);

// A stretch of a file. Offsets in bytes, lines from 1, both ends as in [begin, end).
struct Region {
  uint32_t file = 0;  // index in Submission::files
  uint32_t begin = 0, end = 0;
  uint32_t begin_line = 1, end_line = 1;  // end_line is the last line of it
};

// The same thing on both sides.
struct Passage {
  Evidence kind = Evidence::kTokens;
  Region left, right;
  double weight = 0;  // its share of the evidence of this kind, 0 to 1
  std::string what;   // "a comment with the same misspelling: reciept"; may be empty
};

struct EvidenceScore {
  double similarity = 0;    // 0 to 1; rare things weigh more, common code nothing
  double surprise = 0;      // how far above the background of this assignment, in its deviations
  double contribution = 0;  // to the logarithm of the odds; may be negative
  bool measured = false;    // false: one side has nothing of this kind (no comments at all)
  double confidence = 0;    // 0 to 1; little where one side has little of this kind
};

// Who was first, as far as times and edits say. Never a statement about who copied.
struct Provenance {
  enum class First : uint8_t { kUnknown, kLeft, kRight };
  First first = First::kUnknown;
  double confidence = 0;  // 0 to 1
  std::string why;        // "submitted 3 h 12 min earlier"
};

struct Pair {
  uint32_t left = 0, right = 0;  // indices in Comparison::submissions; left < right
  double probability = 0;        // calibrated, 0 to 1
  double low = 0, high = 0;      // its 90 % interval
  // The submission that both are alike to, where the pair is as likely as it is by that one.
  static constexpr uint32_t kNobody = UINT32_MAX;
  uint32_t through = kNobody;
  double left_covered = 0, right_covered = 0;  // share of each side's own code inside passages
  std::array<EvidenceScore, kEvidenceKinds> evidence;  // by Evidence
  std::vector<Passage> passages;                       // in the order of the left side
  Provenance provenance;

  const EvidenceScore& of(Evidence kind) const { return evidence[static_cast<size_t>(kind)]; }
  EvidenceScore& of(Evidence kind) { return evidence[static_cast<size_t>(kind)]; }
};

// What a reader of the report must know about a file.
struct FileNote {
  uint32_t submission = 0, file = 0;
  std::string text;  // "does not parse (line 12): compared by its words"
};

// A passage that a large part of the class has. Its parts weigh little unless it is refused.
struct CommonCode {
  uint32_t submission = 0;  // one that has it
  Region region;
  uint32_t people = 0;  // how many have it
  bool accepted = true;
  std::string key;  // stable while the text of the passage is; for accepting and refusing
};

struct Cluster {
  std::vector<uint32_t> members;  // submissions, the most connected first
  double cohesion = 0;            // mean probability of its pairs
};

struct Comparison {
  std::vector<Submission> submissions;
  std::vector<std::string> languages;  // by submission: "java", "text", …
  std::vector<FileNote> notes;
  std::vector<Pair> pairs;  // the likeliest first; at most what was asked for
  std::vector<Cluster> clusters;
  std::vector<CommonCode> common;
  // How many pairs have a probability in [i / 50, (i + 1) / 50).
  std::array<uint64_t, 50> histogram{};
  uint64_t compared = 0;  // pairs that the histogram counts
};

}  // namespace assay::plagiarism
