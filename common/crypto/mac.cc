#include "common/crypto/mac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>

namespace assay::crypto {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kMaxHkdfBytes = 255 * kHashBytes;

}  // namespace

std::string HmacSha256(std::string_view key, std::string_view data) {
  std::string mac(kHashBytes, '\0');
  unsigned size = 0;
  // A null pointer would mean "the key of the call before".
  const char* key_data = key.empty() ? "" : key.data();
  if (HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(data.data()), data.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr ||
      size != kHashBytes)
    std::abort();  // only without memory
  return mac;
}

std::string HkdfSha256(std::string_view secret, std::string_view salt, std::string_view info,
                       size_t size) {
  if (size > kMaxHkdfBytes) std::abort();            // a mistake of the program
  std::string extracted = HmacSha256(salt, secret);  // the salt is the key here
  std::string bytes, block;
  for (unsigned char counter = 1; bytes.size() < size; ++counter) {
    std::string input = block;
    input += info;
    input += static_cast<char>(counter);
    Wipe(block);
    block = HmacSha256(extracted, input);
    Wipe(input);
    bytes += block;
  }
  Wipe(extracted);
  Wipe(block);
  bytes.resize(size);
  return bytes;
}

Key DeriveKey(const Key& key, std::string_view info) {
  std::string bytes = HkdfSha256(key.bytes(), {}, info, Key::kBytes);
  Result<Key> derived = Key::FromBytes(bytes);
  Wipe(bytes);
  return *std::move(derived);
}

}  // namespace assay::crypto
