#include "judge/webhooks/signature.h"

#include <charconv>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"

namespace assay::judge {

std::string SignWebhook(std::string_view secret, int64_t unix_seconds, std::string_view body) {
  const std::string time = std::to_string(unix_seconds);
  std::string signed_text = time + ".";
  signed_text += body;
  return "t=" + time + ",v1=" + crypto::HexEncode(crypto::HmacSha256(secret, signed_text));
}

bool VerifyWebhook(std::string_view secret, std::string_view signature, std::string_view body,
                   int64_t now_unix_seconds, std::chrono::seconds tolerance) {
  const size_t comma = signature.find(',');
  if (!signature.starts_with("t=") || comma == std::string_view::npos) return false;
  const std::string_view digits = signature.substr(2, comma - 2);
  int64_t time = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), time);
  if (error != std::errc() || end != digits.data() + digits.size() || time < 0) return false;
  const int64_t age = now_unix_seconds - time;
  if (age > tolerance.count() || age < -tolerance.count()) return false;
  return crypto::ConstantTimeEqual(signature, SignWebhook(secret, time, body));
}

}  // namespace assay::judge
