#pragma once

#include <string>
#include <string_view>

#include "common/crypto/key.h"

namespace assay::crypto {

// 32 bytes (RFC 2104, FIPS 180-4). `key` of any length.
std::string HmacSha256(std::string_view key, std::string_view data);

// HKDF with SHA-256 (RFC 5869). `size` at most 8160. `info` says what the bytes are for; different
// purposes of one key never share bytes.
std::string HkdfSha256(std::string_view secret, std::string_view salt, std::string_view info,
                       size_t size);
// A key for one purpose out of another key.
Key DeriveKey(const Key& key, std::string_view info);

}  // namespace assay::crypto
