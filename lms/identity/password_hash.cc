#include "lms/identity/password_hash.h"

#include <argon2.h>
#include <fmt/format.h>

#include "common/crypto/key.h"

namespace assay::identity {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kHashBytes = 32;

std::string Prefix(const HashCost& cost) {
  return fmt::format("$argon2id$v=19$m={},t={},p={}$", cost.memory_kib, cost.passes, cost.lanes);
}

}  // namespace

Result<std::string> HashPassword(std::string_view password, const HashCost& cost) {
  const std::string salt = crypto::RandomBytes(kSaltBytes);
  std::string encoded(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, kSaltBytes,
                                        kHashBytes, Argon2_id),
                      '\0');
  const int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, password.data(),
                                         password.size(), salt.data(), salt.size(), kHashBytes,
                                         encoded.data(), encoded.size());
  if (code == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return ResourceExhausted("no memory to check a password; try again in a moment");
  }
  if (code != ARGON2_OK) return Internal(std::string("argon2: ") + argon2_error_message(code));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool VerifyPassword(const std::string& hash, std::string_view password) {
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool NeedsRehash(std::string_view hash, const HashCost& cost) {
  return !hash.starts_with(Prefix(cost));
}

}  // namespace assay::identity
