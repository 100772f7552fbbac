// A key set, a line break and a token: read, verified with those keys and with one of ours. The
// first byte chooses whether the token's own text is signed by that key, so that claims are reached
// too.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/jwt/token.h"

using assay::jwt::Algorithm;
using assay::jwt::KeySet;
using assay::jwt::SigningKey;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const SigningKey own = SigningKey::Create(Algorithm::kEs256).value();
  static const KeySet own_keys = [] {
    const SigningKey* keys[] = {&own};
    return KeySet::Parse(assay::jwt::PublishedKeys(keys)).value();
  }();
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view set = text.substr(0, text.find('\n'));
  const std::string_view token =
      set.size() < text.size() ? text.substr(set.size() + 1) : std::string_view();
  if (const auto keys = KeySet::Parse(set); keys.ok()) (void)assay::jwt::Verify(token, *keys);
  if (assay::jwt::Verify(token, own_keys).ok()) std::abort();  // nobody has that key
  if (data[0] % 2 == 0) return 0;
  const auto claims = nlohmann::json::parse(token, nullptr, false);
  if (!claims.is_object()) return 0;
  const auto verified = assay::jwt::Verify(own.Sign(claims).value(), own_keys);
  if (!verified.ok()) std::abort();
  assay::jwt::Expected expected{"https://id.example", "assay", ""};
  expected.now = std::chrono::system_clock::time_point(std::chrono::seconds(1'000'000));
  (void)assay::jwt::CheckClaims(*verified, expected);
  return 0;
}
