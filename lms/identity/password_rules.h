#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/mapped_file.h"
#include "common/status.h"

namespace assay::identity {

inline constexpr size_t kShortestPassword = 8;   // characters
inline constexpr size_t kLongestPassword = 128;  // characters
inline constexpr size_t kMostPasswordBytes = 1024;

// The one form of a password that is hashed: Unicode NFKC, so that the same text typed on two
// keyboards is the same. kInvalidArgument: no UTF-8, control characters, or longer than may be.
Result<std::string> NormalisePassword(std::string_view typed);

// What NIST SP 800-63B asks of passwords that people choose: length, and none that guessers try
// first. No rules about kinds of characters, no expiry. Thread-safe.
class PasswordRules {
 public:
  // `larger`: a file of SHA-1 digests, 40 hexadecimal digits at the beginning of each line, sorted
  // ("ordered by hash" of Have I Been Pwned). Empty: the list of common ones that comes with the
  // program alone. Nobody may shorten the file while it is used.
  static Result<PasswordRules> Load(const std::filesystem::path& larger = {});

  // Normalised, or kInvalidArgument "password: …" with what is wrong. `context` is what others know
  // about the person: name, address, organisation.
  Result<std::string> Check(std::string_view typed, const std::vector<std::string>& context) const;

 private:
  explicit PasswordRules(MappedFile larger) : larger_(std::move(larger)) {}
  MappedFile larger_;
};

}  // namespace assay::identity
