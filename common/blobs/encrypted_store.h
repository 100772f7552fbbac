#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/blobs/blob_store.h"
#include "common/blobs/keyring.h"
#include "common/blobs/master_keys.h"
#include "common/blobs/object_store.h"

namespace assay::blobs {

struct EncryptedOptions {
  // How long another process' rotation or shredding may go unnoticed by Get. Put always asks before
  // it says that something is stored.
  std::chrono::milliseconds remember_keys{5000};
};

// The blob store: everything is sealed with AES-256-GCM under its tenant's data key and bound to
// tenant and name before it goes into an ObjectStore. Who holds the objects can destroy, never
// read, swap or forge. docs/blobs.md has the formats and the procedures.
//
// Thread-safe; several processes may work on the same objects. kFailedPrecondition of Put: the
// tenant was shredded; Get says kNotFound then.
class EncryptedStore final : public BlobStore {
 public:
  EncryptedStore(std::unique_ptr<ObjectStore> objects, std::unique_ptr<MasterKeys> masters,
                 const EncryptedOptions& options = {});

  Result<std::string> Put(std::string_view tenant, std::string_view data) override;
  Result<std::string> Get(std::string_view tenant, std::string_view sha256) override;
  Result<bool> Has(std::string_view tenant, std::string_view sha256) override;
  Status Delete(std::string_view tenant, std::string_view sha256) override;
  Status List(std::string_view tenant,
              const std::function<Status(std::string_view sha256, uint64_t bytes)>& each) override;

  // A new data key: new blobs use it, old ones stay as they are and readable.
  Status RotateTenantKey(std::string_view tenant);
  struct Reencrypted {
    uint64_t blobs = 0;
    uint64_t bytes = 0;
    uint64_t failed = 0;          // could not be read or written; they stand where they stood
    std::string first_failure;    // of those
    uint64_t keys_destroyed = 0;  // old keys that nothing uses any more
  };
  // Moves what lies under older keys to the newest, then destroys those that are unused. May run
  // beside everything else, be stopped and be run again.
  Result<Reencrypted> Reencrypt(std::string_view tenant, std::stop_token stop = {});

  // Destroys the tenant's keys: nothing of it can be read any more, here or in a copy of the
  // objects that lacks the wrapped keys. For good. Repeat it after an error.
  Status ShredTenant(std::string_view tenant);
  // Frees the space of a shredded tenant; kFailedPrecondition where it is none.
  Status RemoveShredded(std::string_view tenant);

  // Rotation of the master key: AddMasterKey(file), RewrapAll, RetireOldMasterKeys.
  Result<size_t> RewrapAll() { return keyring_.RewrapAll(); }
  Status RetireOldMasterKeys();

  Status ListTenants(const std::function<Status(std::string_view tenant, bool shredded)>& each) {
    return keyring_.ListTenants(each);
  }
  std::string Describe() const { return objects_->Describe(); }

 private:
  class Exclusive;
  Result<bool> StoreOnce(std::string_view tenant, std::string_view sha256, std::string_view data,
                         std::string& previous);
  Result<bool> IsStored(const TenantKeys& keys, std::string_view tenant, std::string_view sha256,
                        uint64_t bytes);
  template <typename Ask>
  auto Search(std::string_view tenant, std::string_view sha256, const Ask& ask)
      -> decltype(ask(std::declval<const DataKey&>()));
  Status Move(std::string_view tenant, const std::string& object, const DataKey& from,
              const DataKey& to, Reencrypted& done);

  const std::unique_ptr<ObjectStore> objects_;
  const std::unique_ptr<MasterKeys> masters_;
  Keyring keyring_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::set<std::string, std::less<>> busy_;  // "TENANT/SHA-256" that one thread is changing
};

}  // namespace assay::blobs
