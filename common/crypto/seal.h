#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/crypto/key.h"
#include "common/status.h"

// AES-256-GCM (NIST SP 800-38D). What is sealed:
//
//   "ASL" 0x01      magic and version                                   4 bytes
//   key id          big-endian; which key, for whoever has several      8
//   nonce           random                                             12
//   ciphertext      as long as the plain text
//   tag                                                                16
//
// The header is authenticated with the associated data, so nothing of it can be changed. A random
// nonce of 96 bits lets one key seal 2^32 texts before the chance of a repeat passes 2^-33: a key
// that seals more has to be replaced earlier.
namespace assay::crypto {

inline constexpr size_t kSealHeaderBytes = 24;
inline constexpr size_t kSealOverheadBytes = kSealHeaderBytes + 16;
inline constexpr uint64_t kMaxSealBytes = 1ULL << 31U;  // OpenSSL counts in int

// `context` is what the text is and where it belongs (associated data): it is not stored, and only
// the same context opens what was sealed. kResourceExhausted: longer than kMaxSealBytes.
Result<std::string> Seal(const Key& key, uint64_t key_id, std::string_view plain,
                         std::string_view context);

// The same, appended to `out`, which is as it was after an error.
Status SealTo(std::string& out, const Key& key, uint64_t key_id, std::string_view plain,
              std::string_view context);

// kDataLoss: not what Seal made with this key and context, whatever the reason.
Result<std::string> Open(const Key& key, std::string_view sealed, std::string_view context);

// Which key sealed it, as the header says; not authenticated before Open. kDataLoss: no such
// header.
Result<uint64_t> SealedKeyId(std::string_view sealed);

}  // namespace assay::crypto
