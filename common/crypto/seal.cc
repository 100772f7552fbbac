#include "common/crypto/seal.h"

#include <openssl/evp.h>

#include <memory>

namespace assay::crypto {
namespace {

constexpr std::string_view kMagic("ASL\x01", 4);
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;

struct ContextFreer {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ContextFreer>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(char* data) { return reinterpret_cast<unsigned char*>(data); }

std::string BigEndian(uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

// One direction of the cipher, ready for the text: key and nonce set, `header` and `context` taken.
Context Begin(bool encrypt, const Key& key, std::string_view header, std::string_view context) {
  Context cipher(EVP_CIPHER_CTX_new());
  const std::string_view nonce = header.substr(kMagic.size() + 8, kNonceBytes);
  int size = 0;
  if (cipher == nullptr ||
      EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Bytes(key.bytes()), Bytes(nonce),
                        encrypt ? 1 : 0) != 1 ||
      EVP_CipherUpdate(cipher.get(), nullptr, &size, Bytes(header),
                       static_cast<int>(header.size())) != 1 ||
      EVP_CipherUpdate(cipher.get(), nullptr, &size, Bytes(context),
                       static_cast<int>(context.size())) != 1)
    return nullptr;
  return cipher;
}

Status NotOpened() {
  return DataLoss(
      "sealed data does not open: it was changed, cut, moved or sealed with another key");
}

}  // namespace

Result<std::string> Seal(const Key& key, uint64_t key_id, std::string_view plain,
                         std::string_view context) {
  std::string sealed;
  ASSAY_RETURN_IF_ERROR(SealTo(sealed, key, key_id, plain, context));
  return sealed;
}

Status SealTo(std::string& out, const Key& key, uint64_t key_id, std::string_view plain,
              std::string_view context) {
  if (plain.size() > kMaxSealBytes - kSealOverheadBytes || context.size() > kMaxSealBytes)
    return ResourceExhausted("too long to be sealed: " + std::to_string(plain.size()) + " bytes");
  std::string header(kMagic);
  header += BigEndian(key_id);
  header += RandomBytes(kNonceBytes);
  const Context cipher = Begin(true, key, header, context);
  const size_t before = out.size();
  out += header;
  out.resize(out.size() + plain.size() + kTagBytes);
  char* text = out.data() + before + kSealHeaderBytes;
  int size = 0;
  if (cipher == nullptr ||
      EVP_EncryptUpdate(cipher.get(), Bytes(text), &size, Bytes(plain),
                        static_cast<int>(plain.size())) != 1 ||
      static_cast<size_t>(size) != plain.size() ||
      EVP_EncryptFinal_ex(cipher.get(), Bytes(text + plain.size()), &size) != 1 || size != 0 ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, text + plain.size()) !=
          1) {
    out.resize(before);
    return Internal("OpenSSL did not encrypt with AES-256-GCM");
  }
  return OkStatus();
}

Result<std::string> Open(const Key& key, std::string_view sealed, std::string_view context) {
  if (sealed.size() < kSealOverheadBytes || sealed.size() > kMaxSealBytes ||
      context.size() > kMaxSealBytes || !sealed.starts_with(kMagic))
    return NotOpened();
  const Context cipher = Begin(false, key, sealed.substr(0, kSealHeaderBytes), context);
  if (cipher == nullptr) return Internal("OpenSSL did not start AES-256-GCM");
  const std::string_view text = sealed.substr(kSealHeaderBytes, sealed.size() - kSealOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(text.size(), '\0');
  int size = 0;
  if (EVP_DecryptUpdate(cipher.get(), Bytes(plain.data()), &size, Bytes(text),
                        static_cast<int>(text.size())) != 1 ||
      static_cast<size_t>(size) != plain.size() ||
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(cipher.get(), Bytes(plain.data() + plain.size()), &size) != 1) {
    Wipe(plain);
    return NotOpened();
  }
  return plain;
}

Result<uint64_t> SealedKeyId(std::string_view sealed) {
  if (sealed.size() < kSealOverheadBytes || !sealed.starts_with(kMagic)) return NotOpened();
  uint64_t id = 0;
  for (const char c : sealed.substr(kMagic.size(), 8)) id = (id << 8U) | static_cast<uint8_t>(c);
  return id;
}

}  // namespace assay::crypto
