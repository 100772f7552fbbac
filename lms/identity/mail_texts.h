#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::identity {

struct MailText {
  const char* language;
  const char* key;
  const char* text;
};
extern const std::vector<MailText> kMailTexts;  // of data/mail

bool IsMailLanguage(std::string_view language);  // "en"

using MailValues = std::vector<std::pair<std::string_view, std::string_view>>;
// The text with {name} replaced; what was put in is not looked at again. English where the language
// is not known; "" where the key is not.
std::string Say(std::string_view language, std::string_view key, const MailValues& values = {});

}  // namespace assay::identity
