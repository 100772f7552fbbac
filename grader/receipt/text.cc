#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "grader/receipt/receipt.h"
#include "grader/text.h"

namespace assay::grader {
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "assay-receipt";
constexpr int kVersion = 1;
constexpr size_t kMaxText = 64U << 20U;

// ---------------------------------------------------------------------------- writing

// Points and seeds are written as text, as numbers of JSON have as many forms as programs that
// write them: the shortest decimal that reads as the same double.
std::string Decimal(double value) { return fmt::format("{}", std::isfinite(value) ? value : 0); }

json NamedDigests(const std::map<std::string, std::string>& images) {
  json list = json::array();
  for (const auto& [name, digest] : images)
    list.push_back({{"name", ValidUtf8(name)}, {"digest", ValidUtf8(digest)}});
  return list;
}

json Seeds(const std::map<std::string, uint64_t>& seeds) {
  json list = json::array();
  for (const auto& [name, seed] : seeds)
    list.push_back({{"name", ValidUtf8(name)}, {"seed", std::to_string(seed)}});
  return list;
}

json Sources(const std::vector<Receipt::Source>& sources) {
  json list = json::array();
  for (const Receipt::Source& source : sources) {
    list.push_back({{"path", ValidUtf8(source.path)},
                    {"digest", ValidUtf8(source.digest)},
                    {"bytes", source.bytes}});
  }
  return list;
}

json OfPart(const Receipt::Part& part) {
  json tests = json::array();
  for (const Receipt::Test& test : part.tests) {
    tests.push_back({{"name", ValidUtf8(test.name)},
                     {"verdict", VerdictCode(test.verdict)},
                     {"score", Decimal(test.score)},
                     {"max_score", Decimal(test.max_score)},
                     {"time_limit_ns", test.time_limit_ns},
                     {"memory_limit_bytes", test.memory_limit_bytes}});
  }
  return {{"name", ValidUtf8(part.name)},
          {"verdict", VerdictCode(part.verdict)},
          {"score", Decimal(part.score)},
          {"max_score", Decimal(part.max_score)},
          {"tests", std::move(tests)}};
}

json ToJsonValue(const Receipt& receipt, bool with_signature) {
  json parts = json::array();
  for (const Receipt::Part& part : receipt.parts) parts.push_back(OfPart(part));
  json value = {
      {"format", kFormat},
      {"version", kVersion},
      {"grader_version", ValidUtf8(receipt.grader_version)},
      {"package", ValidUtf8(receipt.package)},
      {"package_format", ValidUtf8(receipt.package_format)},
      {"package_digest", ValidUtf8(receipt.package_digest)},
      {"submission", ValidUtf8(receipt.submission)},
      {"language", ValidUtf8(receipt.language)},
      {"backend", ValidUtf8(receipt.backend)},
      {"sources", Sources(receipt.sources)},
      {"source_digest", ValidUtf8(receipt.source_digest)},
      {"images", NamedDigests(receipt.images)},
      {"seeds", Seeds(receipt.seeds)},
      {"verdict", VerdictCode(receipt.verdict)},
      {"score", Decimal(receipt.score)},
      {"max_score", Decimal(receipt.max_score)},
      {"parts", std::move(parts)},
      {"graded_at", ValidUtf8(receipt.graded_at)},
      {"key_id", ValidUtf8(receipt.key_id)},
  };
  if (with_signature) value["signature"] = ValidUtf8(receipt.signature);
  return value;
}

// ---------------------------------------------------------------------------- reading

// Reads the keys of one object. The first mistake stays; whoever reads on after it reads nothing.
class Reader {
 public:
  Reader(const json& value, std::string place, Status& status)
      : value_(value), place_(std::move(place)), status_(status) {
    if (status_.ok() && !value_.is_object()) Complain("", "is not an object");
  }

  void Keys(std::initializer_list<const char*> names) {
    if (!status_.ok()) return;
    for (const auto& [key, ignored] : value_.items()) {
      const bool known =
          std::any_of(names.begin(), names.end(), [&](const char* name) { return key == name; });
      if (!known) return Complain(Quoted(key), "is not a key of a receipt");
    }
    for (const char* name : names) {
      if (!value_.contains(name)) return Complain(name, "is missing");
    }
  }

  std::string String(const char* key) {
    const json* value = Find(key);
    if (value == nullptr) return "";
    if (!value->is_string()) {
      Complain(key, "is not a string");
      return "";
    }
    return value->get<std::string>();
  }
  uint64_t Unsigned(const char* key) {
    const json* value = Find(key);
    if (value == nullptr) return 0;
    // Past 2^53 readers that take numbers for doubles would see another one.
    if (!value->is_number_unsigned() || value->get<uint64_t>() > (uint64_t{1} << 53U)) {
      Complain(key, "is not an integer from 0 to 2^53");
      return 0;
    }
    return value->get<uint64_t>();
  }
  template <typename T>
  T Number(const char* key) {
    const std::string text = String(key);
    T number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (status_.ok() && (error != std::errc() || stop != end)) Complain(key, "is not a number");
    return number;
  }
  Verdict AVerdict(const char* key) {
    const std::string code = String(key);
    const auto verdict = ParseVerdict(code);
    if (status_.ok() && (!verdict || VerdictCode(*verdict) != code)) Complain(key, "is no verdict");
    return verdict.value_or(Verdict::kJudgeError);
  }
  // Calls `read` with a reader for each element.
  template <typename Read>
  void Each(const char* key, Read&& read) {
    const json* list = Find(key);
    if (list == nullptr) return;
    if (!list->is_array()) return Complain(key, "is not a list");
    size_t index = 0;
    for (const json& element : *list) {
      if (!status_.ok()) return;
      Reader reader(element, fmt::format("{}{}[{}].", place_, key, index++), status_);
      read(reader);
    }
  }
  void Complain(std::string_view key, std::string_view what) {
    if (status_.ok()) status_ = InvalidArgument(fmt::format("receipt: {}{} {}", place_, key, what));
  }

 private:
  const json* Find(const char* key) {
    if (!status_.ok()) return nullptr;
    const auto found = value_.find(key);
    return found == value_.end() ? nullptr : &*found;
  }

  const json& value_;
  std::string place_;
  Status& status_;
};

Receipt::Part ReadPart(Reader& reader) {
  reader.Keys({"name", "verdict", "score", "max_score", "tests"});
  Receipt::Part part;
  part.name = reader.String("name");
  part.verdict = reader.AVerdict("verdict");
  part.score = reader.Number<double>("score");
  part.max_score = reader.Number<double>("max_score");
  reader.Each("tests", [&](Reader& test) {
    test.Keys({"name", "verdict", "score", "max_score", "time_limit_ns", "memory_limit_bytes"});
    part.tests.push_back({test.String("name"), test.AVerdict("verdict"),
                          test.Number<double>("score"), test.Number<double>("max_score"),
                          test.Unsigned("time_limit_ns"), test.Unsigned("memory_limit_bytes")});
  });
  return part;
}

Receipt ReadReceipt(Reader& reader) {
  reader.Keys({"format",         "version",    "grader_version", "package", "package_format",
               "package_digest", "submission", "language",       "backend", "sources",
               "source_digest",  "images",     "seeds",          "verdict", "score",
               "max_score",      "parts",      "graded_at",      "key_id",  "signature"});
  if (reader.String("format") != kFormat) reader.Complain("format", "is not \"assay-receipt\"");
  if (reader.Unsigned("version") != kVersion)
    reader.Complain("version", "is not 1; a newer assay may know it");
  Receipt receipt;
  receipt.grader_version = reader.String("grader_version");
  receipt.package = reader.String("package");
  receipt.package_format = reader.String("package_format");
  receipt.package_digest = reader.String("package_digest");
  receipt.submission = reader.String("submission");
  receipt.language = reader.String("language");
  receipt.backend = reader.String("backend");
  reader.Each("sources", [&](Reader& source) {
    source.Keys({"path", "digest", "bytes"});
    receipt.sources.push_back(
        {source.String("path"), source.String("digest"), source.Unsigned("bytes")});
  });
  receipt.source_digest = reader.String("source_digest");
  reader.Each("images", [&](Reader& image) {
    image.Keys({"name", "digest"});
    receipt.images.emplace(image.String("name"), image.String("digest"));
  });
  reader.Each("seeds", [&](Reader& seed) {
    seed.Keys({"name", "seed"});
    receipt.seeds.emplace(seed.String("name"), seed.Number<uint64_t>("seed"));
  });
  receipt.verdict = reader.AVerdict("verdict");
  receipt.score = reader.Number<double>("score");
  receipt.max_score = reader.Number<double>("max_score");
  reader.Each("parts", [&](Reader& part) { receipt.parts.push_back(ReadPart(part)); });
  receipt.graded_at = reader.String("graded_at");
  receipt.key_id = reader.String("key_id");
  receipt.signature = reader.String("signature");
  return receipt;
}

// JSON without the blanks between its tokens.
std::string Compact(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    out += c;
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

}  // namespace

std::string ToText(const Receipt& receipt) { return ToJsonValue(receipt, true).dump(2) + "\n"; }

std::string SignedText(const Receipt& receipt) {
  // A signature of a receipt is never one of anything else that the same key may sign.
  return "assay receipt 1\n" + ToJsonValue(receipt, false).dump();
}

Result<Receipt> ParseReceipt(std::string_view text) {
  if (text.size() > kMaxText) return ResourceExhausted("a receipt of more than 64 MiB");
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return InvalidArgument("receipt: not JSON");
  Status status;
  Reader reader(value, "", status);
  Receipt receipt = ReadReceipt(reader);
  if (!status.ok()) return status;
  // Repeated keys, other forms of the same number, another order: two programs could read two
  // different receipts out of such a text.
  if (Compact(text) != ToJsonValue(receipt, true).dump())
    return InvalidArgument("receipt: not written as a receipt is written (docs/receipt.md)");
  return receipt;
}

}  // namespace assay::grader
