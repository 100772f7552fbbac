#include "plagiarism/service/exchange.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "plagiarism/index/fingerprints.h"
#include "plagiarism/index/keyed_hash.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kBytes = 5;  // of a hash
constexpr int kMostSets = 20'000;
constexpr size_t kMostHashes = 8'000'000;  // of all
constexpr size_t kMostLabel = 100;
constexpr uint32_t kLeastShared = 8;
// A hash that more sets have than this says nothing, and would cost all pairs of them.
constexpr size_t kCommon = 200;

crypto::Key KeyOf(std::string_view secret) {
  const std::string bytes =
      crypto::HkdfSha256(secret, "", "assay similarity exchange 1", crypto::Key::kBytes);
  return crypto::Key::FromBytes(bytes).value();
}

struct Holders {
  std::vector<uint32_t> ours, theirs;
  size_t size() const { return ours.size() + theirs.size(); }
};

}  // namespace

Status CheckSecret(std::string_view secret) {
  if (secret.size() < 20 || secret.size() > 200) {
    return InvalidArgument(
        "secret: 20 to 200 bytes that both sides agreed on; chosen by a machine, not by a person");
  }
  return OkStatus();
}

std::string SecretCheck(std::string_view secret) {
  const crypto::Key key = KeyOf(secret);
  return crypto::HexEncode(crypto::HmacSha256(key.bytes(), "check").substr(0, 16));
}

std::vector<uint64_t> AgreedHashes(std::string_view secret, const std::vector<SourceFile>& files) {
  const KeyedHash hash(KeyOf(secret));
  std::vector<uint64_t> hashes = Fingerprints(files);
  for (uint64_t& one : hashes) one = hash.Fingerprint(one);
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

void WriteSets(std::string_view secret, const std::vector<HashSet>& sets, v1::Fingerprints& out) {
  out.set_version(1);
  out.set_check(SecretCheck(secret));
  for (const HashSet& set : sets) {
    v1::FingerprintSet& one = *out.add_sets();
    one.set_label(set.label);
    std::string& bytes = *one.mutable_hashes();
    for (const uint64_t hash : set.hashes) {
      for (size_t i = kBytes; i-- > 0;) bytes += static_cast<char>(hash >> (8 * i) & 0xFFU);
    }
  }
}

Result<std::vector<HashSet>> ReadSets(std::string_view secret, const v1::Fingerprints& in) {
  if (in.version() != 1) return InvalidArgument("fingerprints: version 1 is known here");
  if (in.check() != SecretCheck(secret))
    return InvalidArgument("fingerprints: they were made with another secret");
  if (in.sets_size() > kMostSets) return InvalidArgument("fingerprints: more than 20,000 sets");
  std::vector<HashSet> sets;
  size_t all = 0;
  for (const v1::FingerprintSet& one : in.sets()) {
    const std::string where = "sets[" + std::to_string(sets.size()) + "]";
    const std::string& bytes = one.hashes();
    if (one.label().empty() || one.label().size() > kMostLabel)
      return InvalidArgument(where + ".label: 1 to 100 bytes");
    if (bytes.size() % kBytes != 0)
      return InvalidArgument(where + ".hashes: they are of 5 bytes each");
    all += bytes.size() / kBytes;
    if (all > kMostHashes) return InvalidArgument("sets: more than 8,000,000 hashes in all");
    HashSet set{one.label(), {}};
    for (size_t at = 0; at < bytes.size(); at += kBytes) {
      uint64_t hash = 0;
      for (size_t i = 0; i < kBytes; ++i)
        hash = hash << 8U | static_cast<unsigned char>(bytes[at + i]);
      if (!set.hashes.empty() && hash <= set.hashes.back())
        return InvalidArgument(where + ".hashes: they do not ascend");
      set.hashes.push_back(hash);
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

std::vector<HashMatch> MatchSets(const std::vector<HashSet>& ours,
                                 const std::vector<HashSet>& theirs, size_t most) {
  std::unordered_map<uint64_t, Holders> holders;
  for (uint32_t i = 0; i < ours.size(); ++i) {
    for (const uint64_t hash : ours[i].hashes) holders[hash].ours.push_back(i);
  }
  for (uint32_t i = 0; i < theirs.size(); ++i) {
    for (const uint64_t hash : theirs[i].hashes) holders[hash].theirs.push_back(i);
  }
  const auto all = static_cast<double>(ours.size() + theirs.size());
  std::vector<double> our_weight(ours.size()), their_weight(theirs.size());
  std::unordered_map<uint64_t, std::pair<double, uint32_t>> both;  // by ours and theirs
  for (const auto& [hash, who] : holders) {
    const double weight = std::log((all + 1) / (static_cast<double>(who.size()) + 0.5)) + 0.1;
    for (const uint32_t i : who.ours) our_weight[i] += weight;
    for (const uint32_t i : who.theirs) their_weight[i] += weight;
    if (who.size() > kCommon) continue;
    for (const uint32_t i : who.ours) {
      for (const uint32_t j : who.theirs) {
        auto& [sum, shared] = both[uint64_t{i} << 32U | j];
        sum += weight;
        ++shared;
      }
    }
  }
  std::vector<HashMatch> matches;
  for (const auto& [pair, found] : both) {
    const auto i = static_cast<uint32_t>(pair >> 32U), j = static_cast<uint32_t>(pair);
    if (found.second < kLeastShared) continue;
    const double smaller = std::min(our_weight[i], their_weight[j]);
    matches.push_back({i, j, smaller > 0 ? found.first / smaller : 0, found.second});
  }
  std::sort(matches.begin(), matches.end(), [](const HashMatch& a, const HashMatch& b) {
    if (a.score != b.score) return a.score > b.score;
    return std::pair(a.ours, a.theirs) < std::pair(b.ours, b.theirs);
  });
  if (matches.size() > most) matches.resize(most);
  return matches;
}

}  // namespace assay::plagiarism
