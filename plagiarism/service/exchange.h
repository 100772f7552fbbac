#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "plagiarism/submission.h"

namespace assay::plagiarism::v1 {
class Fingerprints;
}

// Comparing with somebody else without showing a source: both hash fingerprints under a secret that
// they agreed on. Who has not the secret learns how many fingerprints there are and nothing of
// them; who has it can tell whether a text that they have is among them.
namespace assay::plagiarism {

struct HashSet {
  std::string label;
  std::vector<uint64_t> hashes;  // of 40 bits, ascending, each once
};

// kInvalidArgument: a secret of fewer than 20 or more than 200 bytes.
Status CheckSecret(std::string_view secret);
// The same for the same secret, which it does not tell.
std::string SecretCheck(std::string_view secret);
std::vector<uint64_t> AgreedHashes(std::string_view secret, const std::vector<SourceFile>& files);

void WriteSets(std::string_view secret, const std::vector<HashSet>& sets, v1::Fingerprints& out);
// What came from outside: kInvalidArgument says what is wrong; another secret, too.
Result<std::vector<HashSet>> ReadSets(std::string_view secret, const v1::Fingerprints& in);

struct HashMatch {
  size_t ours = 0, theirs = 0;
  double score = 0;  // 0 to 1: the weight of what both have in the weight of the smaller side
  uint32_t shared = 0;
};
// The most alike first, at most `most`; what shares less than eight hashes is left out.
std::vector<HashMatch> MatchSets(const std::vector<HashSet>& ours,
                                 const std::vector<HashSet>& theirs, size_t most);

}  // namespace assay::plagiarism
