#include "proto/judge0/answer.h"

#include <cstdio>

#include "assay/judge/v1/judge.pb.h"
#include "proto/judge0/base64.h"
#include "proto/judge0/status.h"
#include "proto/judge0/token.h"

namespace assay::judge0 {
namespace {

// Base64 holds nothing that JSON would escape but the line ends.
std::string Text(const std::string& bytes) {
  if (bytes.empty()) return "null";
  std::string out = "\"";
  for (const char c : EncodeBase64(bytes)) {
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

std::string Seconds(int64_t microseconds) {
  char text[48];
  std::snprintf(text, sizeof(text), "%.3f", static_cast<double>(microseconds) / 1e6);
  std::string seconds = text;
  while (seconds.ends_with('0') && seconds[seconds.size() - 2] != '.') seconds.pop_back();
  return seconds;
}

std::string CallbackBody(const judge::v1::Submission& submission,
                         const judge::v1::RunOutcome* run) {
  const Status& status = StatusOf(submission, run);
  const bool ran = run != nullptr && run->status() != "CE";
  std::string body = R"({"stdout":)";
  body += run != nullptr ? Text(run->stdout()) : "null";
  body += R"(,"time":)" + (ran ? "\"" + Seconds(run->cpu_us()) + "\"" : std::string("null"));
  body += R"(,"memory":)" + (ran ? std::to_string(run->memory_bytes() / 1024) : "null");
  body += R"(,"stderr":)" + (run != nullptr ? Text(run->stderr()) : "null");
  body += R"(,"token":")" + TokenOf(submission.id());
  body += R"(","compile_output":)" + (run != nullptr ? Text(run->compile_output()) : "null");
  body += R"(,"message":)" + Text(MessageOf(submission, run));
  body += R"(,"status":{"id":)" + std::to_string(status.id) + R"(,"description":")" +
          std::string(status.description) + "\"}}";
  return body;
}

}  // namespace assay::judge0
