// What a client of Judge0's API sends: tokens, words of a command line, base64, and the body of a
// submission. The first byte chooses.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "lms/gateway/judge0/submission_in.h"
#include "lms/gateway/judge0/submission_out.h"
#include "lms/gateway/judge0/words.h"
#include "proto/judge0/base64.h"
#include "proto/judge0/token.h"

namespace {

using namespace assay::gateway::judge0;  // NOLINT: a fuzz target

void Token(std::string_view text) {
  const std::string id = assay::judge0::IdOf(text);
  if (id.empty()) return;
  const std::string token = assay::judge0::TokenOf(id);
  if (token.empty() || assay::judge0::IdOf(token) != id) std::abort();
}

void Words(std::string_view text) {
  const auto words = SplitWords(text);
  if (!words.ok()) return;
  size_t bytes = 0;
  for (const std::string& word : *words) bytes += word.size();
  if (bytes > text.size()) std::abort();
}

void Base64(std::string_view text) {
  const std::string bytes = assay::judge0::DecodeBase64(text);
  if (assay::judge0::DecodeBase64(assay::judge0::EncodeBase64(bytes)) != bytes) std::abort();
}

void Body(std::string_view text, bool base64) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return;
  judge_v1::SubmitRequest submit;
  nlohmann::ordered_json errors;
  if (!ReadSubmission(json, base64, Config{}, submit, errors)) {
    if (errors.empty()) std::abort();
    return;
  }
  Parts parts;
  parts.work = std::make_shared<judge_v1::RunWork>(submit.run());
  if (!Dump(ToJson(parts, ParseFields("*"), true))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 't':
      Token(text);
      break;
    case 'w':
      Words(text);
      break;
    case 'b':
      Base64(text);
      break;
    case 'f':
      ParseFields(std::string(text));
      break;
    default:
      Body(text, data[0] == 'B');
      break;
  }
  return 0;
}
