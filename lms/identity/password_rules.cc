#include "lms/identity/password_rules.h"

#include <openssl/evp.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "lms/identity/common_passwords.h"

namespace assay::identity {
namespace {

constexpr size_t kSha1Digits = 40;

Result<std::string> Map(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  if (size < 0) return InvalidArgument("password: is not UTF-8");
  std::string result(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
  std::fill(mapped, mapped + size, 0);
  std::free(mapped);  // NOLINT(cppcoreguidelines-no-malloc): as utf8proc asks
  return result;
}

// Case does not make a common password a rare one.
std::string Fold(std::string_view text) {
  auto folded = Map(text, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  return folded.ok() ? *std::move(folded) : std::string(text);
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Whether one of the lines, which are sorted, begins with `wanted`, of which `width` bytes count:
// npos for whole lines.
bool HasLine(std::string_view lines, std::string_view wanted, size_t width) {
  while (!lines.empty()) {
    size_t middle = lines.size() / 2;
    const size_t before = middle == 0 ? std::string_view::npos : lines.rfind('\n', middle - 1);
    middle = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view rest = lines.substr(middle);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const int order = line.substr(0, width).compare(wanted);
    if (order == 0) return true;
    if (order > 0) {
      lines = lines.substr(0, middle);
    } else {
      lines = rest.substr(std::min(line.size() + 1, rest.size()));
    }
  }
  return false;
}

std::string Sha1Hex(std::string_view text) {
  std::array<unsigned char, 20> digest{};
  unsigned size = 0;
  // Fails only without SHA-1 in the library; then nothing is found in the larger list.
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    return {};
  std::string hex = crypto::HexEncode({reinterpret_cast<const char*>(digest.data()), size});
  std::transform(hex.begin(), hex.end(), hex.begin(),
                 [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

// "aaaaaaaa", "abcabcabc": a short piece again and again.
bool IsRepetition(std::string_view text) {
  for (size_t piece = 1; piece <= std::min<size_t>(4, text.size() / 2); ++piece) {
    if (text.substr(piece) == text.substr(0, text.size() - piece)) return true;
  }
  return false;
}

// "12345678", "hgfedcba": each byte is the one before and one more, or one less.
bool IsSequence(std::string_view text) {
  const auto all = [text](int step) {
    for (size_t i = 1; i < text.size(); ++i) {
      const int difference = text[i] - text[i - 1];
      // …890 goes on where 9 ends.
      if (difference != step && !(step == 1 && text[i - 1] == '9' && text[i] == '0')) return false;
    }
    return true;
  };
  return all(1) || all(-1);
}

// "Ada Lovelace", "ada.l@example.org" → ada, lovelace, example. Very short ones are in everything.
std::vector<std::string> WordsOf(const std::vector<std::string>& context) {
  std::vector<std::string> words = {"assay", "password"};
  for (const std::string& text : context) {
    std::string word;
    for (const char c : Fold(text) + " ") {
      const bool letter =
          static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (letter) {
        word += c;
      } else {
        if (Characters(word) >= 3) words.push_back(word);
        word.clear();
      }
    }
  }
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return words;
}

// What is left of it without what others know.
std::string Without(std::string text, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
      text.erase(at, word.size());
    }
  }
  return text;
}

}  // namespace

Result<std::string> NormalisePassword(std::string_view typed) {
  const bool controls = std::any_of(typed.begin(), typed.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
  if (controls) return InvalidArgument("password: holds a control character");
  const std::string_view too_long = "password: at most 128 characters";
  if (typed.size() > kMostPasswordBytes) return InvalidArgument(std::string(too_long));
  ASSAY_ASSIGN_OR_RETURN(std::string form, Map(typed, UTF8PROC_COMPAT));
  if (Characters(form) > kLongestPassword) return InvalidArgument(std::string(too_long));
  return form;
}

Result<PasswordRules> PasswordRules::Load(const std::filesystem::path& larger) {
  if (larger.empty()) return PasswordRules(MappedFile());
  ASSAY_ASSIGN_OR_RETURN(MappedFile file, MappedFile::Open(larger));
  const std::string_view first = file.view().substr(0, file.view().find('\n')).substr(0, 40);
  const bool digest = first.size() == 40 && std::all_of(first.begin(), first.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
                      });
  if (!digest) {
    return InvalidArgument(larger.string() +
                           ":1: not a SHA-1 digest of 40 digits 0-9, A-F; lines are sorted by it");
  }
  return PasswordRules(std::move(file));
}

Result<std::string> PasswordRules::Check(std::string_view typed,
                                         const std::vector<std::string>& context) const {
  ASSAY_ASSIGN_OR_RETURN(std::string password, NormalisePassword(typed));
  if (Characters(password) < kShortestPassword) {
    return InvalidArgument(
        "password: at least 8 characters; a few words that only you put together "
        "are easy to remember");
  }
  const std::string folded = Fold(password);
  if (IsRepetition(folded) || IsSequence(folded)) {
    return InvalidArgument("password: is a repetition or a row; choose another");
  }
  if (HasLine(kCommonPasswords, folded, std::string_view::npos) ||
      (!larger_.view().empty() && HasLine(larger_.view(), Sha1Hex(password), kSha1Digits))) {
    return InvalidArgument(
        "password: was found in published breaches, so guessers try it first; choose another");
  }
  if (Characters(Without(folded, WordsOf(context))) < 4) {
    return InvalidArgument(
        "password: is little more than your name, address or organisation; choose another");
  }
  return password;
}

}  // namespace assay::identity
