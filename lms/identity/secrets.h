#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What proves who somebody is: made from the operating system's random source, kept only as
// digests.
namespace assay::identity {

// "assay_" and 43 characters of base64url of 32 random bytes. The prefix lets scanners of leaked
// secrets find it.
std::string NewToken();
// Of this form? Says nothing about whether it was ever made.
bool LooksLikeToken(std::string_view text);

// 43 characters of base64url of 32 random bytes.
std::string NewDeviceCode();

// "XXXX-XXXX" of 20 letters (RFC 8628, 6.1): no vowels, so no words; nothing that looks like a
// digit or like another letter.
std::string NewUserCode();
// As a person types it, to the form above: case, spaces and dashes do not matter. Nothing where it
// cannot be one.
std::optional<std::string> ReadUserCode(std::string_view typed);

// The digest under which a token or device code is kept.
struct Digest {
  std::string sha256;  // 64 hexadecimal digits
  int64_t lookup = 0;  // the first 8 bytes of it
};
Digest DigestOf(std::string_view secret);

// Of a user code: slow (about 1 ms), because a user code can be guessed. 64 hexadecimal digits.
std::string SlowDigest(std::string_view user_code, std::string_view salt);

}  // namespace assay::identity
