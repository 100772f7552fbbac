#include <fmt/format.h>

#include <map>

#include "common/crypto/encoding.h"
#include "common/http/gzip.h"
#include "common/sha256.h"
#include "plagiarism/report/document.h"
#include "plagiarism/report/page.h"
#include "plagiarism/report/report.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism {
namespace report {
namespace {

// 'sha256-…' as a policy has it: the hash of the very text of the element.
Result<std::string> PolicyHash(std::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, crypto::HexDecode(Sha256Hex(text)));
  return fmt::format("'sha256-{}'", crypto::Base64Encode(bytes));
}

// Nothing may be loaded or sent, and no script or style runs but ours: should something of a
// student's get past the escaping, it is still only text.
Result<std::string> Policy() {
  ASSAY_ASSIGN_OR_RETURN(const std::string script, PolicyHash(kPageScript));
  ASSAY_ASSIGN_OR_RETURN(const std::string style, PolicyHash(kPageStyle));
  return fmt::format(
      "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
      script, style);
}

// One pass: a value that looks like a placeholder stays what it is.
std::string Fill(std::string_view text,
                 const std::map<std::string_view, std::string_view>& values) {
  std::string out;
  while (true) {
    const size_t begin = text.find("{{");
    const size_t end = text.find("}}", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) break;
    const auto value = values.find(text.substr(begin + 2, end - begin - 2));
    out += text.substr(0, begin);
    if (value != values.end()) out += value->second;
    text.remove_prefix(end + 2);
  }
  out += text;
  return out;
}

}  // namespace
}  // namespace report

Result<std::string> HtmlReport(const Comparison& comparison, const ReportOptions& options) {
  ASSAY_RETURN_IF_ERROR(report::Check(comparison));
  ASSAY_ASSIGN_OR_RETURN(
      const std::string packed,
      http::Gzip(report::WriteDocument(comparison, options, report::Document::kPage)));
  ASSAY_ASSIGN_OR_RETURN(const std::string policy, report::Policy());
  // base64 has no character that could end the element that it stands in.
  const std::string data = crypto::Base64Encode(packed);
  const std::string title = report::EscapeHtml(options.title);
  return report::Fill(report::kPageHtml, {{"title", title},
                                          {"policy", policy},
                                          {"style", report::kPageStyle},
                                          {"script", report::kPageScript},
                                          {"data", data}});
}

}  // namespace assay::plagiarism
