#include "judge/webhooks/secret_box.h"

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/crypto/seal.h"

namespace assay::judge {
namespace {

uint64_t IdOf(const crypto::Key& key) {
  uint64_t id = 0;
  for (const char c : crypto::HkdfSha256(key.bytes(), {}, "assay.webhook-key-id.1", 8))
    id = (id << 8U) | static_cast<uint8_t>(c);
  return id;
}

std::string Context(std::string_view webhook) {
  return "assay.webhook-secret.1:" + std::string(webhook);
}

}  // namespace

SecretBox::SecretBox(std::vector<crypto::Key> keys) {
  for (crypto::Key& key : keys) {
    const uint64_t id = IdOf(key);
    keys_.push_back({id, std::move(key)});
  }
}

Result<std::string> SecretBox::Seal(std::string_view webhook, std::string_view secret) const {
  return crypto::Seal(keys_.front().key, keys_.front().id, secret, Context(webhook));
}

Result<std::string> SecretBox::Open(std::string_view webhook, std::string_view sealed) const {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t id, crypto::SealedKeyId(sealed));
  for (const Entry& entry : keys_)
    if (entry.id == id) return crypto::Open(entry.key, sealed, Context(webhook));
  return DataLoss("the secret was sealed with a key that this service does not have");
}

bool SecretBox::SealedByNewest(std::string_view sealed) const {
  const Result<uint64_t> id = crypto::SealedKeyId(sealed);
  return id.ok() && *id == keys_.front().id;
}

std::string SecretBox::CallbackSecret(std::string_view tenant) const {
  return crypto::Base64UrlEncode(crypto::HkdfSha256(
      keys_.front().key.bytes(), {}, "assay.callback-secret.1:" + std::string(tenant), 32));
}

}  // namespace assay::judge
