#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::identity {

// How hard a password is to try: Argon2id (RFC 9106). The values are OWASP's first choice; a hash
// takes about 30 ms of one core and holds memory_kib while it does.
struct HashCost {
  unsigned memory_kib = 19'456;
  unsigned passes = 2;
  unsigned lanes = 1;
};

// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH" with a random salt of 16 bytes. kResourceExhausted: no
// memory.
Result<std::string> HashPassword(std::string_view password, const HashCost& cost = {});
// Compared in constant time. False also for text that is no such hash.
bool VerifyPassword(const std::string& hash, std::string_view password);
// Whether it was made with another cost: time to make it anew, as the password is at hand.
bool NeedsRehash(std::string_view hash, const HashCost& cost = {});

}  // namespace assay::identity
