#include "lms/identity/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "common/crypto/key.h"
#include "common/http/url.h"

namespace assay::identity {
namespace {

const EVP_MD* Algorithm(TotpHash hash) {
  switch (hash) {
    case TotpHash::kSha256:
      return EVP_sha256();
    case TotpHash::kSha512:
      return EVP_sha512();
    default:
      return EVP_sha1();
  }
}

}  // namespace

std::string TotpCode(std::string_view secret, int64_t step, int digits, TotpHash hash) {
  std::array<unsigned char, 8> counter{};
  for (size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<unsigned char>(static_cast<uint64_t>(step) >> (56 - 8 * i));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  // Fails only without memory or without the hash in the library: nothing can go on then.
  if (HMAC(Algorithm(hash), secret.data(), static_cast<int>(secret.size()), counter.data(),
           counter.size(), mac.data(), &size) == nullptr) {
    std::abort();
  }
  // RFC 4226, section 5.3.
  const size_t at = mac[size - 1] & 0x0FU;
  uint32_t number = (mac[at] & 0x7FU) << 24U | static_cast<uint32_t>(mac[at + 1]) << 16U |
                    static_cast<uint32_t>(mac[at + 2]) << 8U | mac[at + 3];
  std::string code(static_cast<size_t>(digits), '0');
  for (size_t i = code.size(); i-- > 0; number /= 10)
    code[i] = static_cast<char>('0' + number % 10);
  return code;
}

std::optional<int64_t> MatchTotp(std::string_view secret, std::string_view typed, int64_t now_s,
                                 int64_t last_step) {
  if (typed.size() > 20) return std::nullopt;
  std::string code(typed);
  std::erase(code, ' ');
  std::optional<int64_t> match;
  const int64_t present = now_s / kTotpStep;
  for (const int64_t step : {present + 1, present, present - 1}) {
    if (crypto::ConstantTimeEqual(TotpCode(secret, step), code) && step > last_step) match = step;
  }
  return match;
}

std::string Base32Encode(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8U | static_cast<unsigned char>(c)) & 0xFFFU;
    held += 8;
    for (; held >= 5; held -= 5) text += kLetters[(bits >> static_cast<unsigned>(held - 5)) & 31U];
  }
  if (held > 0) text += kLetters[(bits << static_cast<unsigned>(5 - held)) & 31U];
  return text;
}

std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + http::PercentEncode(issuer) + ":" + http::PercentEncode(account) +
         "?secret=" + Base32Encode(secret) + "&issuer=" + http::PercentEncode(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace assay::identity
