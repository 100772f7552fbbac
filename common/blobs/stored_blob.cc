#include "common/blobs/stored_blob.h"

#include <algorithm>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/crypto/seal.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kIdDigits = 16;

std::string BigEndian(uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}
uint64_t FromBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = (value << 8U) | static_cast<uint8_t>(c);
  return value;
}

// None of the parts can hold a NUL.
std::string Context(std::string_view what, std::string_view tenant, std::string_view object) {
  std::string context(what);
  for (const std::string_view part : {tenant, object}) {
    context += '\0';
    context += part;
  }
  return context;
}

Status Lost(std::string_view object, const Status& why) {
  return DataLoss("blob " + std::string(object) + ": " + why.message());
}

}  // namespace

DataKey DeriveDataKey(std::string object, uint32_t version, uint64_t id,
                      const crypto::Key& secret) {
  return {std::move(object), version, id, crypto::DeriveKey(secret, "assay.blob.encrypt.1"),
          crypto::DeriveKey(secret, "assay.blob.name.1")};
}

std::string BlobPrefix(std::string_view tenant) { return "blobs/" + std::string(tenant) + "/"; }

std::string BlobPrefix(std::string_view tenant, uint64_t key_id) {
  return BlobPrefix(tenant) + crypto::HexEncode(BigEndian(key_id)) + "/";
}

std::string BlobObjectName(const DataKey& key, std::string_view tenant, std::string_view sha256) {
  const std::string name = crypto::HexEncode(crypto::HmacSha256(key.naming.bytes(), sha256));
  return BlobPrefix(tenant, key.id) + name.substr(0, 2) + "/" + name.substr(2);
}

uint64_t KeyIdOfObjectName(std::string_view name) {
  const size_t tenant = name.find('/');
  const size_t id = tenant == std::string_view::npos ? tenant : name.find('/', tenant + 1);
  if (id == std::string_view::npos) return 0;
  const std::string_view digits = name.substr(id + 1, kIdDigits);
  const Result<std::string> bytes = crypto::HexDecode(digits);
  return digits.size() == kIdDigits && bytes.ok() ? FromBigEndian(*bytes) : 0;
}

uint64_t StoredSize(uint64_t plain_bytes) {
  return kBlobHeadBytes + crypto::kSealOverheadBytes + plain_bytes;
}

Result<std::string> SealBlob(const DataKey& key, std::string_view tenant, std::string_view sha256,
                             std::string_view plain) {
  const std::string object = BlobObjectName(key, tenant, sha256);
  ASSAY_ASSIGN_OR_RETURN(std::string head, crypto::HexDecode(sha256));
  head += BigEndian(plain.size());
  std::string stored;
  stored.reserve(StoredSize(plain.size()));
  ASSAY_RETURN_IF_ERROR(crypto::SealTo(stored, key.encrypt, key.id, head,
                                       Context("assay.blob-head.1", tenant, object)));
  ASSAY_RETURN_IF_ERROR(crypto::SealTo(stored, key.encrypt, key.id, plain,
                                       Context("assay.blob-body.1", tenant, object)));
  return stored;
}

Result<BlobHead> OpenBlobHead(const DataKey& key, std::string_view tenant, std::string_view object,
                              std::string_view stored) {
  const Result<std::string> head = crypto::Open(key.encrypt, stored.substr(0, kBlobHeadBytes),
                                                Context("assay.blob-head.1", tenant, object));
  if (!head.ok()) return Lost(object, head.status());
  if (head->size() != kHashBytes + 8) return DataLoss("blob " + std::string(object) + ": odd head");
  return BlobHead{crypto::HexEncode(std::string_view(*head).substr(0, kHashBytes)),
                  FromBigEndian(std::string_view(*head).substr(kHashBytes))};
}

Result<std::string> OpenBlob(const DataKey& key, std::string_view tenant, std::string_view sha256,
                             std::string_view stored) {
  const std::string object = BlobObjectName(key, tenant, sha256);
  ASSAY_ASSIGN_OR_RETURN(const BlobHead head, OpenBlobHead(key, tenant, object, stored));
  Result<std::string> plain =
      crypto::Open(key.encrypt, stored.substr(std::min(stored.size(), kBlobHeadBytes)),
                   Context("assay.blob-body.1", tenant, object));
  if (!plain.ok()) return Lost(object, plain.status());
  // What was sealed may itself have been wrong: memory errs too.
  if (head.sha256 != sha256 || head.bytes != plain->size() || Sha256Hex(*plain) != sha256)
    return DataLoss("blob " + object + ": its bytes are not those of its SHA-256");
  return plain;
}

}  // namespace assay::blobs
