#include "judge/service/result_text.h"

#include <google/protobuf/util/json_util.h>

#include <charconv>

#include "assay/judge/v1/job.pb.h"

namespace assay::judge {

std::string ToSummary(const v1::JobResult& result) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, result.score()).ptr;
  std::string json;
  // Cannot fail: the message has no type that JSON lacks.
  (void)google::protobuf::util::MessageToJsonString(result, &json).ok();
  return result.verdict() + " " + std::string(digits, end) + "\n" + json;
}

Result<v1::JobResult> FromSummary(std::string_view summary) {
  const size_t line = summary.find('\n');
  v1::JobResult result;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // of a newer judge
  if (line == std::string_view::npos ||
      !google::protobuf::util::JsonStringToMessage(
           google::protobuf::StringPiece(summary.data() + line + 1, summary.size() - line - 1),
           &result, options)
           .ok()) {
    return DataLoss("a result's summary is not what was written");
  }
  return result;
}

}  // namespace assay::judge
