#include "lms/identity/mail_texts.h"

#include <algorithm>

namespace assay::identity {

bool IsMailLanguage(std::string_view language) {
  return std::any_of(kMailTexts.begin(), kMailTexts.end(),
                     [&](const MailText& one) { return one.language == language; });
}

std::string Say(std::string_view language, std::string_view key, const MailValues& values) {
  if (!IsMailLanguage(language)) language = "en";
  std::string_view rest;
  for (const MailText& one : kMailTexts)
    if (one.language == language && one.key == key) rest = one.text;
  std::string out;
  while (!rest.empty()) {
    const size_t open = rest.find('{');
    const size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) break;
    out += rest.substr(0, open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    for (const auto& [known, value] : values)
      if (known == name) out += value;
    rest.remove_prefix(close + 1);
  }
  return out + std::string(rest);
}

}  // namespace assay::identity
