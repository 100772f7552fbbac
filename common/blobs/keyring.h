#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/blobs/master_keys.h"
#include "common/blobs/object_store.h"
#include "common/blobs/stored_blob.h"
#include "common/status.h"

namespace assay::blobs {

struct TenantKeys {
  std::vector<std::shared_ptr<const DataKey>> keys;  // newest first
  bool shredded = false;                             // then there are none
};

// The tenants' data keys: random, wrapped by the master key, each an object keys/TENANT/VERSION-ID.
// An id is random, so two processes that make a first key at once make two, both of which can be
// read; the newest is the greatest (version, id). The object keys/TENANT/shredded says that a
// tenant was shredded: it is written first and stays.
//
// Several processes work on one store. What one remembers of a tenant is `remember` old at most;
// Freshness::kNow asks the store. Thread-safe. `objects` and `masters` outlive it.
class Keyring {
 public:
  enum class Freshness { kRemembered, kNow };

  Keyring(ObjectStore& objects, MasterKeys& masters, std::chrono::milliseconds remember)
      : objects_(objects), masters_(masters), remember_(remember) {}
  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;

  // kInvalidArgument: no name of a tenant. kDataLoss: a key does not open.
  Result<TenantKeys> Get(std::string_view tenant, Freshness freshness);
  // Makes the first key where there is none. kFailedPrecondition: shredded.
  Result<TenantKeys> GetOrCreate(std::string_view tenant);
  // A newer version. kFailedPrecondition: shredded.
  Status AddVersion(std::string_view tenant);
  // Of an old key under which nothing is stored any more.
  Status Remove(std::string_view tenant, const DataKey& key);

  // Every key of the tenant is destroyed. May be called again, after a crash too.
  Status Shred(std::string_view tenant);

  // Seals with the newest master key what was sealed with older ones; how many.
  Result<size_t> RewrapAll();
  // kFailedPrecondition: something is sealed with an older master key.
  Status CheckAllNewest();
  Status ListTenants(const std::function<Status(std::string_view tenant, bool shredded)>& each);

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::mutex mutex;
    TenantKeys keys;
    Clock::time_point asked{};  // when the store was asked last; the epoch: never
  };

  std::shared_ptr<Entry> EntryOf(std::string_view tenant);
  Result<TenantKeys> Load(std::string_view tenant, const TenantKeys& known);
  Result<std::shared_ptr<const DataKey>> Unwrap(std::string_view tenant, const std::string& object,
                                                std::string_view version_and_id);
  Result<bool> Shredded(std::string_view tenant);
  Result<std::vector<std::string>> ListKeyObjects();
  Result<bool> Rewrap(const std::string& object);

  ObjectStore& objects_;
  MasterKeys& masters_;
  const std::chrono::milliseconds remember_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

// [A-Za-z0-9][A-Za-z0-9._-]{0,99}, else kInvalidArgument.
Status CheckTenant(std::string_view tenant);

}  // namespace assay::blobs
