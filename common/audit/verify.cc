#include "common/audit/verify.h"

#include <algorithm>

#include "common/crypto/encoding.h"

namespace assay::audit {
namespace {

std::string N(uint64_t number) { return std::to_string(number); }

}  // namespace

Verifier::Verifier(std::vector<crypto::PublicKey> keys, std::vector<Head> anchors)
    : keys_(std::move(keys)), anchors_(std::move(anchors)) {
  std::stable_sort(anchors_.begin(), anchors_.end(),
                   [](const Head& a, const Head& b) { return a.size < b.size; });
  while (next_anchor_ < anchors_.size() && anchors_[next_anchor_].size == 0) ++next_anchor_;
}

std::string Verifier::root() const { return crypto::HexEncode(frontier_.Root()); }

void Verifier::Say(uint64_t seq, std::string what) {
  if (findings_.size() < kMostFindings) findings_.push_back({seq, std::move(what)});
}

bool Verifier::SignedByOurs(const Head& head) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&head](const crypto::PublicKey& key) { return IsSigned(head, key); });
}

void Verifier::Add(const Record& record) {
  const uint64_t expected = frontier_.size() + 1;
  if (record.seq != expected) {
    Say(expected,
        "record " + N(expected) + " is missing: record " + N(record.seq) + " stands in its place");
  }
  if (record.at_us < at_us_) {
    Say(record.seq, "record " + N(record.seq) + " is older than the one before it");
  }
  at_us_ = record.at_us;
  const std::string hash = HashOf(record, previous_);
  if (hash != record.hash) {
    Say(record.seq, "record " + N(record.seq) +
                        " was altered, or what stood before it: its hash is not that of its fields "
                        "and of the record before");
  }
  // On with the hash that stands there: each altered record is told by itself, and a hash that was
  // made to fit shows at the next head.
  const auto leaf = crypto::HexDecode(record.hash);
  frontier_.Append(leaf.ok() && leaf->size() == 32 ? *leaf : Sha256Bytes("no hash"));
  previous_ = record.hash;
  CheckAnchors();
}

void Verifier::Add(const Head& head) {
  ++heads_;
  last_head_ = std::max(last_head_, head.size);
  if (log_id_.empty()) log_id_ = head.log_id;
  if (head.log_id != log_id_) Say(head.size, "head " + N(head.size) + " is of another log");
  if (!SignedByOurs(head)) {
    Say(head.size, "head " + N(head.size) + " is not signed by the key that was given");
  }
  if (head.size != frontier_.size()) {
    Say(head.size, "head " + N(head.size) + " stands after " + N(frontier_.size()) + " records");
  } else if (head.root != root()) {
    Say(head.size, "the records up to " + N(head.size) +
                       " are not those that were signed: some were altered, removed, put in or "
                       "moved since");
  }
}

void Verifier::CheckAnchors() {
  for (; next_anchor_ < anchors_.size() && anchors_[next_anchor_].size == frontier_.size();
       ++next_anchor_) {
    const Head& anchor = anchors_[next_anchor_];
    if (!SignedByOurs(anchor)) continue;  // told at the end
    ++anchors_checked_;
    if (anchor.root != root()) {
      Say(anchor.size, "the records up to " + N(anchor.size) +
                           " are not those of the head that was kept elsewhere");
    }
  }
}

std::vector<Verifier::Finding> Verifier::Finish() {
  uint64_t most = 0;
  for (const Head& anchor : anchors_) {
    if (!SignedByOurs(anchor)) {
      Say(anchor.size, "a head of " + N(anchor.size) +
                           " records that was kept elsewhere is not signed by the key that was "
                           "given");
      continue;
    }
    if (!log_id_.empty() && anchor.log_id != log_id_) {
      Say(anchor.size,
          "a head that was kept elsewhere is of another log: this is not the log that "
          "it was");
    }
    most = std::max(most, anchor.size);
  }
  if (most > frontier_.size()) {
    Say(0, "the log ends with record " + N(frontier_.size()) + ", but it had " + N(most) +
               " once: its end was removed");
  }
  if (last_head_ < frontier_.size()) {
    Say(0, "records after " + N(last_head_) + " have no signed head");
  }
  return findings_;
}

}  // namespace assay::audit
