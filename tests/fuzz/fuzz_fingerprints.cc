// What another organisation exported: any bytes as the message, and as what they are matched with.
#include <cstdint>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "plagiarism/service/exchange.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace plagiarism = assay::plagiarism;
  constexpr char kSecret[] = "a secret of two departments";
  plagiarism::v1::Fingerprints message;
  if (!message.ParseFromArray(data, static_cast<int>(size))) return 0;
  // The fuzzer need not find a hash.
  message.set_check(plagiarism::SecretCheck(kSecret));
  const auto sets = plagiarism::ReadSets(kSecret, message);
  if (!sets.ok()) return 0;
  const auto matches = plagiarism::MatchSets(*sets, *sets, 10);
  for (const auto& match : matches) {
    if (match.ours >= sets->size() || match.theirs >= sets->size() || !(match.score >= 0))
      __builtin_trap();
  }
  // What was read is what is written.
  plagiarism::v1::Fingerprints again;
  plagiarism::WriteSets(kSecret, *sets, again);
  if (again.sets_size() != message.sets_size()) __builtin_trap();
  for (int i = 0; i < again.sets_size(); ++i) {
    if (again.sets(i).hashes() != message.sets(i).hashes()) __builtin_trap();
  }
  return 0;
}
