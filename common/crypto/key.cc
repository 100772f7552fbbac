#include "common/crypto/key.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "common/crypto/encoding.h"

namespace assay::crypto {
namespace {

void Fill(unsigned char* data, size_t size) {
  if (RAND_priv_bytes(data, static_cast<int>(size)) == 1) return;
  std::fputs("no random bytes from the operating system\n", stderr);
  std::abort();
}

}  // namespace

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  Fill(reinterpret_cast<unsigned char*>(bytes.data()), size);
  return bytes;
}

std::string RandomToken(size_t bytes) { return Base64UrlEncode(RandomBytes(bytes)); }

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

void Key::Wiper::operator()(Bytes* bytes) const {
  OPENSSL_cleanse(bytes->data(), bytes->size());
  delete bytes;
}

Key Key::Random() {
  Key key;
  Fill(key.bytes_->data(), kBytes);
  return key;
}

Result<Key> Key::FromBytes(std::string_view bytes) {
  if (bytes.size() != kBytes) {
    return InvalidArgument("a key has " + std::to_string(kBytes) + " bytes, not " +
                           std::to_string(bytes.size()));
  }
  Key key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_->begin());
  return key;
}

Key Key::Clone() const {
  Key key;
  *key.bytes_ = *bytes_;
  return key;
}

}  // namespace assay::crypto
