#include "common/blobs/encrypted_store.h"

#include <algorithm>
#include <vector>

#include "common/crypto/encoding.h"
#include "common/crypto/seal.h"
#include "common/sha256.h"

namespace assay::blobs {
namespace {

using Freshness = Keyring::Freshness;

constexpr int kMaxRounds = 5;
constexpr size_t kDigits = 64;

Status CheckDigest(std::string_view sha256) {
  if (sha256.size() != kDigits || !crypto::HexDecode(sha256).ok())
    return InvalidArgument("a blob is named by 64 lower-case hexadecimal digits");
  return OkStatus();
}

Status NoBlob(std::string_view tenant, std::string_view sha256) {
  return NotFound("no blob " + std::string(sha256) + " of tenant " + std::string(tenant));
}

uint64_t MaxStored() { return StoredSize(BlobStore::kMaxBytes); }

bool SameKeys(const TenantKeys& a, const TenantKeys& b) {
  return std::equal(a.keys.begin(), a.keys.end(), b.keys.begin(), b.keys.end());
}

std::shared_ptr<const DataKey> KeyWithId(const TenantKeys& keys, uint64_t id) {
  for (const auto& key : keys.keys)
    if (key->id == id) return key;
  return nullptr;
}

}  // namespace

// One blob of one tenant is changed by one thread of this process at a time: a second Put of the
// same bytes finds what the first stored, and a move does not bring back what was deleted.
class EncryptedStore::Exclusive {
 public:
  Exclusive(EncryptedStore& store, std::string_view tenant, std::string_view sha256)
      : store_(store), name_(std::string(tenant) + "/" + std::string(sha256)) {
    std::unique_lock lock(store_.mutex_);
    store_.freed_.wait(lock, [&] { return store_.busy_.insert(name_).second; });
  }
  ~Exclusive() {
    const std::lock_guard lock(store_.mutex_);
    store_.busy_.erase(name_);
    store_.freed_.notify_all();
  }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

 private:
  EncryptedStore& store_;
  const std::string name_;
};

EncryptedStore::EncryptedStore(std::unique_ptr<ObjectStore> objects,
                               std::unique_ptr<MasterKeys> masters, const EncryptedOptions& options)
    : objects_(std::move(objects)),
      masters_(std::move(masters)),
      keyring_(*objects_, *masters_, options.remember_keys) {}

// ---------------------------------------------------------------------------- Put

Result<std::string> EncryptedStore::Put(std::string_view tenant, std::string_view data) {
  ASSAY_RETURN_IF_ERROR(CheckTenant(tenant));
  if (data.size() > kMaxBytes) {
    return ResourceExhausted("a blob of " + std::to_string(data.size()) + " bytes; at most " +
                             std::to_string(kMaxBytes) + " are stored");
  }
  std::string sha256 = Sha256Hex(data);
  const Exclusive alone(*this, tenant, sha256);
  std::string
      previous;  // stored in an earlier round, under a key that was not the newest after all
  for (int round = 0; round < kMaxRounds; ++round) {
    ASSAY_ASSIGN_OR_RETURN(const bool done, StoreOnce(tenant, sha256, data, previous));
    if (done) return sha256;
  }
  return Status(StatusCode::kAborted,
                "the key of tenant " + std::string(tenant) + " changes all the time; try again");
}

// The newest key is asked for after the bytes are stored: whoever rotates, re-encrypts and destroys
// an old key sees either this object or is seen here. false: once more, with the newer key.
Result<bool> EncryptedStore::StoreOnce(std::string_view tenant, std::string_view sha256,
                                       std::string_view data, std::string& previous) {
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys keys, keyring_.GetOrCreate(tenant));
  const DataKey& newest = *keys.keys.front();
  const std::string object = BlobObjectName(newest, tenant, sha256);
  bool known = false;
  if (previous.empty()) {
    ASSAY_ASSIGN_OR_RETURN(known, IsStored(keys, tenant, sha256, data.size()));
  }
  if (!known) {
    ASSAY_ASSIGN_OR_RETURN(const std::string stored, SealBlob(newest, tenant, sha256, data));
    ASSAY_RETURN_IF_ERROR(objects_->Put(object, stored));
    if (!previous.empty()) ASSAY_RETURN_IF_ERROR(objects_->Delete(previous));
  }
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys now, keyring_.Get(tenant, Freshness::kNow));
  if (now.shredded) return keyring_.GetOrCreate(tenant).status();
  if (known || (!now.keys.empty() && now.keys.front()->id == newest.id)) return true;
  previous = object;
  return false;
}

// Under any key, whole as far as its length says, and durable even where another process put it.
Result<bool> EncryptedStore::IsStored(const TenantKeys& keys, std::string_view tenant,
                                      std::string_view sha256, uint64_t bytes) {
  for (const auto& key : keys.keys) {
    const std::string object = BlobObjectName(*key, tenant, sha256);
    ASSAY_ASSIGN_OR_RETURN(const auto size, objects_->Size(object));
    if (!size.has_value() || *size != StoredSize(bytes)) continue;
    ASSAY_RETURN_IF_ERROR(objects_->Settle(object));
    return true;
  }
  return false;
}

// ---------------------------------------------------------------------------- Get, Has, Delete

// Asks for the blob under each key. What is moved meanwhile goes from an older key to a newer one,
// so a search from the oldest to the newest does not miss it.
template <typename Ask>
auto EncryptedStore::Search(std::string_view tenant, std::string_view sha256, const Ask& ask)
    -> decltype(ask(std::declval<const DataKey&>())) {
  ASSAY_RETURN_IF_ERROR(CheckTenant(tenant));
  ASSAY_RETURN_IF_ERROR(CheckDigest(sha256));
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys remembered, keyring_.Get(tenant, Freshness::kRemembered));
  for (const auto& key : remembered.keys) {
    auto answer = ask(*key);
    if (answer.status().code() != StatusCode::kNotFound) return answer;
  }
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys now, keyring_.Get(tenant, Freshness::kNow));
  if (now.shredded)
    return NotFound("tenant " + std::string(tenant) + " was shredded: its blobs cannot be read");
  if (now.keys.size() > 1 || !SameKeys(now, remembered)) {
    for (auto key = now.keys.rbegin(); key != now.keys.rend(); ++key) {
      auto answer = ask(**key);
      if (answer.status().code() != StatusCode::kNotFound) return answer;
    }
  }
  return NoBlob(tenant, sha256);
}

Result<std::string> EncryptedStore::Get(std::string_view tenant, std::string_view sha256) {
  return Search(tenant, sha256, [&](const DataKey& key) -> Result<std::string> {
    ASSAY_ASSIGN_OR_RETURN(const std::string stored,
                           objects_->Get(BlobObjectName(key, tenant, sha256), MaxStored()));
    return OpenBlob(key, tenant, sha256, stored);
  });
}

Result<bool> EncryptedStore::Has(std::string_view tenant, std::string_view sha256) {
  Result<bool> has = Search(tenant, sha256, [&](const DataKey& key) -> Result<bool> {
    ASSAY_ASSIGN_OR_RETURN(const auto size, objects_->Size(BlobObjectName(key, tenant, sha256)));
    if (!size.has_value()) return NoBlob(tenant, sha256);
    return true;
  });
  if (has.status().code() == StatusCode::kNotFound) return false;
  return has;
}

Status EncryptedStore::Delete(std::string_view tenant, std::string_view sha256) {
  ASSAY_RETURN_IF_ERROR(CheckTenant(tenant));
  ASSAY_RETURN_IF_ERROR(CheckDigest(sha256));
  const Exclusive alone(*this, tenant, sha256);
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys keys, keyring_.Get(tenant, Freshness::kNow));
  for (auto key = keys.keys.rbegin(); key != keys.keys.rend(); ++key)
    ASSAY_RETURN_IF_ERROR(objects_->Delete(BlobObjectName(**key, tenant, sha256)));
  return OkStatus();
}

Status EncryptedStore::List(
    std::string_view tenant,
    const std::function<Status(std::string_view sha256, uint64_t bytes)>& each) {
  ASSAY_ASSIGN_OR_RETURN(TenantKeys keys, keyring_.Get(tenant, Freshness::kNow));
  if (keys.shredded) return OkStatus();
  return objects_->List(BlobPrefix(tenant), [&](std::string_view object, uint64_t) -> Status {
    const uint64_t id = KeyIdOfObjectName(object);
    if (KeyWithId(keys, id) == nullptr) {  // perhaps made since
      ASSAY_ASSIGN_OR_RETURN(keys, keyring_.Get(tenant, Freshness::kNow));
    }
    const auto key = KeyWithId(keys, id);
    if (key == nullptr) return DataLoss("blob " + std::string(object) + ": its key is not there");
    const Result<std::string> stored = objects_->GetHead(object, kBlobHeadBytes);
    if (stored.status().code() == StatusCode::kNotFound) return OkStatus();  // deleted or moved
    if (!stored.ok()) return stored.status();
    ASSAY_ASSIGN_OR_RETURN(const BlobHead head, OpenBlobHead(*key, tenant, object, *stored));
    if (key != keys.keys.front()) {  // half-way moved, it lies under both
      ASSAY_ASSIGN_OR_RETURN(const auto moved, objects_->Size(BlobObjectName(*keys.keys.front(),
                                                                             tenant, head.sha256)));
      if (moved.has_value()) return OkStatus();
    }
    return each(head.sha256, head.bytes);
  });
}

// ---------------------------------------------------------------------------- rotation

Status EncryptedStore::RotateTenantKey(std::string_view tenant) {
  ASSAY_RETURN_IF_ERROR(keyring_.AddVersion(tenant));
  return keyring_.Get(tenant, Freshness::kNow).status();
}

Result<EncryptedStore::Reencrypted> EncryptedStore::Reencrypt(std::string_view tenant,
                                                              std::stop_token stop) {
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys keys, keyring_.Get(tenant, Freshness::kNow));
  Reencrypted done;
  for (size_t i = keys.keys.size(); i-- > 1 && !stop.stop_requested();) {
    const DataKey& old = *keys.keys[i];
    std::vector<std::string> objects;
    ASSAY_RETURN_IF_ERROR(
        objects_->List(BlobPrefix(tenant, old.id), [&](std::string_view object, uint64_t) {
          objects.emplace_back(object);
          return OkStatus();
        }));
    const uint64_t failed = done.failed;
    for (const std::string& object : objects) {
      if (stop.stop_requested()) return done;
      const Status moved = Move(tenant, object, old, *keys.keys.front(), done);
      if (moved.ok()) continue;
      if (done.failed++ == 0) done.first_failure = moved.ToString();
    }
    if (done.failed > failed) continue;
    ASSAY_RETURN_IF_ERROR(keyring_.Remove(tenant, old));
    ++done.keys_destroyed;
  }
  return done;
}

// First there, then here no more: a reader finds it in one of the two places at any time.
Status EncryptedStore::Move(std::string_view tenant, const std::string& object, const DataKey& from,
                            const DataKey& to, Reencrypted& done) {
  const Result<std::string> first = objects_->GetHead(object, kBlobHeadBytes);
  if (first.status().code() == StatusCode::kNotFound) return OkStatus();  // deleted meanwhile
  if (!first.ok()) return first.status();
  ASSAY_ASSIGN_OR_RETURN(const BlobHead head, OpenBlobHead(from, tenant, object, *first));
  const Exclusive alone(*this, tenant, head.sha256);
  const Result<std::string> stored = objects_->Get(object, MaxStored());
  if (stored.status().code() == StatusCode::kNotFound) return OkStatus();
  if (!stored.ok()) return stored.status();
  ASSAY_ASSIGN_OR_RETURN(const std::string plain, OpenBlob(from, tenant, head.sha256, *stored));
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, SealBlob(to, tenant, head.sha256, plain));
  ASSAY_RETURN_IF_ERROR(objects_->Put(BlobObjectName(to, tenant, head.sha256), sealed));
  ASSAY_RETURN_IF_ERROR(objects_->Delete(object));
  ++done.blobs;
  done.bytes += head.bytes;
  return OkStatus();
}

Status EncryptedStore::RetireOldMasterKeys() {
  ASSAY_RETURN_IF_ERROR(keyring_.CheckAllNewest());
  return RemoveOldMasterKeys(masters_->file());
}

// ---------------------------------------------------------------------------- shredding

Status EncryptedStore::ShredTenant(std::string_view tenant) { return keyring_.Shred(tenant); }

Status EncryptedStore::RemoveShredded(std::string_view tenant) {
  ASSAY_ASSIGN_OR_RETURN(const TenantKeys keys, keyring_.Get(tenant, Freshness::kNow));
  if (!keys.shredded)
    return FailedPrecondition("tenant " + std::string(tenant) + " was not shredded");
  std::vector<std::string> objects;
  ASSAY_RETURN_IF_ERROR(objects_->List(BlobPrefix(tenant), [&](std::string_view object, uint64_t) {
    objects.emplace_back(object);
    return OkStatus();
  }));
  for (const std::string& object : objects) ASSAY_RETURN_IF_ERROR(objects_->Delete(object));
  return OkStatus();
}

}  // namespace assay::blobs
