#include "lms/identity/secrets.h"

#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <cstdlib>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/sha256.h"

namespace assay::identity {
namespace {

constexpr std::string_view kPrefix = "assay_";
constexpr size_t kEncoded = 43;  // of 32 bytes
constexpr std::string_view kUserLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr size_t kUserLength = 8;
constexpr int kSlowRounds = 2000;

}  // namespace

std::string NewToken() { return std::string(kPrefix) + crypto::RandomToken(); }

bool LooksLikeToken(std::string_view text) {
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + kEncoded) return false;
  return crypto::Base64UrlDecode(text.substr(kPrefix.size())).ok();
}

std::string NewDeviceCode() { return crypto::RandomToken(); }

std::string NewUserCode() {
  std::string code;
  while (code.size() < kUserLength + 1) {
    for (const char c : crypto::RandomBytes(16)) {
      const auto byte = static_cast<unsigned char>(c);
      // 240 is a multiple of 20: what is above it would make some letters likelier.
      if (byte >= 240 || code.size() > kUserLength) continue;
      if (code.size() == kUserLength / 2) code += '-';
      code += kUserLetters[byte % kUserLetters.size()];
    }
  }
  return code;
}

std::optional<std::string> ReadUserCode(std::string_view typed) {
  if (typed.size() > 64) return std::nullopt;
  std::string code;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kUserLetters.find(c) == std::string_view::npos) return std::nullopt;
    if (code.size() == kUserLength / 2) code += '-';
    code += c;
  }
  if (code.size() != kUserLength + 1) return std::nullopt;
  return code;
}

Digest DigestOf(std::string_view secret) {
  Digest digest{Sha256Hex(secret), 0};
  uint64_t lookup = 0;
  std::from_chars(digest.sha256.data(), digest.sha256.data() + 16, lookup, 16);
  digest.lookup = static_cast<int64_t>(lookup);
  return digest;
}

std::string SlowDigest(std::string_view user_code, std::string_view salt) {
  std::array<unsigned char, 32> key{};
  // Fails only without memory or without SHA-256 in the library: nothing can go on then.
  if (PKCS5_PBKDF2_HMAC(user_code.data(), static_cast<int>(user_code.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()),
                        static_cast<int>(salt.size()), kSlowRounds, EVP_sha256(),
                        static_cast<int>(key.size()), key.data()) != 1) {
    std::abort();
  }
  return crypto::HexEncode({reinterpret_cast<const char*>(key.data()), key.size()});
}

}  // namespace assay::identity
