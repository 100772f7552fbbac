#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/signing.h"
#include "common/status.h"

// What the audit log holds. docs/audit.md is the reference of these forms.
namespace assay::audit {

// What a program says; the rest the log adds.
struct Entry {
  std::string tenant;
  std::string actor;                  // a person's id, "system", or "" for nobody known
  std::string action;                 // "people.put"
  std::vector<std::string> subjects;  // whom it is about: ids
  std::string detail;                 // what is personal of it is sealed before it comes here
};

struct Record {
  uint64_t seq = 0;  // from 1, without a gap
  int64_t at_us = 0;
  Entry entry;
  std::string hash;  // 64 hexadecimal digits: HashOf(this, the hash before)
};

// The hash of a record: a leaf of the tree, over all fields and the hash of the record before. So
// the records are a chain and a tree in one.
std::string HashOf(const Record& record, std::string_view previous);
// Before the first.
inline constexpr std::string_view kNoHash =
    "0000000000000000000000000000000000000000000000000000000000000000";

// That the log had so many records with this root, signed.
struct Head {
  std::string log_id;
  uint64_t size = 0;
  int64_t at_us = 0;
  std::string root;  // 64 hexadecimal digits
  std::string key_id;
  std::string signature;
};
// What is signed.
std::string SigningText(const Head& head);
Result<Head> SignHead(Head head, const crypto::SigningKey& key);
// Signed by this key.
bool IsSigned(const Head& head, const crypto::PublicKey& key);

// One line of JSON, without the line end, and back. kInvalidArgument says which member is wrong.
// Lines come from files that anybody may have written.
std::string ToLine(const Record& record);
std::string ToLine(const Head& head);
// What a line of an export is: one of the two.
struct Line {
  bool is_head = false;
  Record record;
  Head head;
};
Result<Line> ParseLine(std::string_view text);

}  // namespace assay::audit
