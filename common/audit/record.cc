#include "common/audit/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/audit/merkle.h"
#include "common/crypto/encoding.h"

namespace assay::audit {
namespace {

using Json = nlohmann::ordered_json;

void AppendNumber(std::string& bytes, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
}

// The length in front of the bytes, so that ("ab", "c") and ("a", "bc") differ.
void AppendField(std::string& bytes, std::string_view field) {
  AppendNumber(bytes, field.size());
  bytes += field;
}

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits && crypto::HexDecode(text).ok();
}

// The members of an object, each once and of its kind.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}
  std::string Text(const char* name) {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_string()) return Wrong(name), std::string();
    return found->get<std::string>();
  }
  int64_t Number(const char* name) {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_number_integer() ||
        (found->is_number_unsigned() && found->get<uint64_t>() > INT64_MAX) ||
        found->get<int64_t>() < 0) {
      return Wrong(name), 0;
    }
    return found->get<int64_t>();
  }
  std::vector<std::string> Texts(const char* name) {
    std::vector<std::string> texts;
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_array()) return Wrong(name), texts;
    for (const Json& one : *found) {
      if (!one.is_string()) return Wrong(name), texts;
      texts.push_back(one.get<std::string>());
    }
    return texts;
  }
  void Expect(bool fits, const char* name) {
    if (!fits) Wrong(name);
  }
  const Status& status() const { return status_; }

 private:
  void Wrong(const char* name) {
    if (status_.ok())
      status_ = InvalidArgument(std::string(name) + ": is missing, or of a wrong form");
  }
  const Json& json_;
  Status status_;
};

}  // namespace

std::string HashOf(const Record& record, std::string_view previous) {
  std::string bytes;
  AppendField(bytes, "assay audit record 1");
  AppendField(bytes, previous);
  AppendNumber(bytes, record.seq);
  AppendNumber(bytes, static_cast<uint64_t>(record.at_us));
  const Entry& entry = record.entry;
  for (const std::string* field : {&entry.tenant, &entry.actor, &entry.action}) {
    AppendField(bytes, *field);
  }
  AppendNumber(bytes, entry.subjects.size());
  for (const std::string& subject : entry.subjects) AppendField(bytes, subject);
  AppendField(bytes, entry.detail);
  return crypto::HexEncode(LeafHash(bytes));
}

std::string SigningText(const Head& head) {
  return "assay audit head 1\n" + head.log_id + "\n" + std::to_string(head.size) + "\n" +
         std::to_string(head.at_us) + "\n" + head.root + "\n";
}

Result<Head> SignHead(Head head, const crypto::SigningKey& key) {
  head.key_id = key.Public().Id();
  ASSAY_ASSIGN_OR_RETURN(head.signature, key.Sign(SigningText(head)));
  return head;
}

bool IsSigned(const Head& head, const crypto::PublicKey& key) {
  return head.key_id == key.Id() && key.Verifies(SigningText(head), head.signature);
}

std::string ToLine(const Record& record) {
  Json json;
  json["seq"] = record.seq;
  json["at_us"] = record.at_us;
  json["tenant"] = record.entry.tenant;
  json["actor"] = record.entry.actor;
  json["action"] = record.entry.action;
  json["subjects"] = record.entry.subjects;
  json["detail"] = record.entry.detail;
  json["hash"] = record.hash;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string ToLine(const Head& head) {
  Json json;
  json["head"] = head.size;
  json["log"] = head.log_id;
  json["at_us"] = head.at_us;
  json["root"] = head.root;
  json["key"] = head.key_id;
  json["signature"] = head.signature;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Line> ParseLine(std::string_view text) {
  // Anything deeper than a record's list of subjects is dropped while it is read, so that nothing
  // deep is ever made.
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= 3; };
  const Json json = Json::parse(text, shallow, false);
  if (!json.is_object()) return InvalidArgument("is no line of an audit log");
  Members members(json);
  Line line;
  line.is_head = json.contains("head");
  if (line.is_head) {
    Head& head = line.head;
    head.size = static_cast<uint64_t>(members.Number("head"));
    head.log_id = members.Text("log");
    head.at_us = members.Number("at_us");
    head.root = members.Text("root");
    head.key_id = members.Text("key");
    head.signature = members.Text("signature");
    members.Expect(IsHex(head.root, 64), "root");
    members.Expect(IsHex(head.signature, 128), "signature");
  } else {
    Record& record = line.record;
    record.seq = static_cast<uint64_t>(members.Number("seq"));
    record.at_us = members.Number("at_us");
    record.entry = {members.Text("tenant"), members.Text("actor"), members.Text("action"),
                    members.Texts("subjects"), members.Text("detail")};
    record.hash = members.Text("hash");
    members.Expect(IsHex(record.hash, 64), "hash");
  }
  if (!members.status().ok()) return members.status();
  return line;
}

}  // namespace assay::audit
