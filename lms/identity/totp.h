#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Time-based one-time codes (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits, as every
// authenticator has them.
namespace assay::identity {

inline constexpr int64_t kTotpStep = 30;  // seconds
inline constexpr int kTotpDigits = 6;
inline constexpr size_t kTotpSecretBytes = 20;  // RFC 4226, section 4: at least 16, better 20

enum class TotpHash { kSha1, kSha256, kSha512 };

// `digits` at most 8.
std::string TotpCode(std::string_view secret, int64_t step, int digits = kTotpDigits,
                     TotpHash hash = TotpHash::kSha1);

// The step whose code this is: the present one, the one before or the one after (clocks differ),
// and later than `last_step`, which was used. Spaces in what was typed do not matter.
std::optional<int64_t> MatchTotp(std::string_view secret, std::string_view typed, int64_t now_s,
                                 int64_t last_step);

// RFC 4648 without padding, as people type secrets.
std::string Base32Encode(std::string_view bytes);
// "otpauth://totp/Assay:ada%40example.org?secret=…&issuer=Assay", for a QR code.
std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace assay::identity
