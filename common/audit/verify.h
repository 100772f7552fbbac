#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/audit/merkle.h"
#include "common/audit/record.h"

namespace assay::audit {

// Proves that a log is whole: that no record was altered, removed, put in or moved since its head
// was signed. Records come in order, each followed by the heads of that size; `anchors` are heads
// that were kept elsewhere, without which records at the end that were removed with their heads
// would not be missed. Everything that it is given may have been made by somebody who wants to
// deceive, but for the public key. Thread-compatible.
class Verifier {
 public:
  struct Finding {
    uint64_t seq = 0;  // where it was seen; 0: of the whole log
    std::string what;
  };

  // Heads are signed by one of the keys: a log outlives its keys.
  Verifier(std::vector<crypto::PublicKey> keys, std::vector<Head> anchors);

  void Add(const Record& record);
  void Add(const Head& head);
  // After all. Empty: it is whole. At most kMostFindings.
  std::vector<Finding> Finish();

  uint64_t records() const { return frontier_.size(); }
  uint64_t heads() const { return heads_; }
  uint64_t anchors() const { return anchors_checked_; }
  std::string root() const;  // 64 hexadecimal digits

  static constexpr size_t kMostFindings = 100;

 private:
  void Say(uint64_t seq, std::string what);
  void CheckAnchors();
  bool SignedByOurs(const Head& head) const;

  const std::vector<crypto::PublicKey> keys_;
  std::vector<Head> anchors_;  // by size
  size_t next_anchor_ = 0;
  Frontier frontier_;
  std::string previous_{kNoHash};
  int64_t at_us_ = 0;
  std::string log_id_;
  uint64_t heads_ = 0;
  uint64_t anchors_checked_ = 0;
  uint64_t last_head_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace assay::audit
