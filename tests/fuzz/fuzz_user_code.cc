// What people type as a user code, and what clients send as a token: what is read is in the one
// form in which it is kept.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lms/identity/person.h"
#include "lms/identity/secrets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace identity = assay::identity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto code = identity::ReadUserCode(text)) {
    if (code->size() != 9 || (*code)[4] != '-' || identity::ReadUserCode(*code) != code) {
      std::abort();
    }
    if (code->find_first_of("AEIOUY") != std::string::npos) std::abort();
  }
  if (identity::LooksLikeToken(text) && text.size() != 49) std::abort();
  const auto words = identity::SplitScopes(text);
  if (identity::SplitScopes(identity::JoinScopes(words)) != words) std::abort();
  const auto scopes = identity::ReadScopes(words, {"read"});
  if (scopes.ok() && scopes->size() > 4) std::abort();
  return 0;
}
