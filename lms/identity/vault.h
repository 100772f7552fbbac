#pragma once

#include <string>
#include <string_view>

#include "common/blobs/master_keys.h"
#include "common/database/connection.h"

namespace assay::identity {

// What is secret of one person, sealed with a key of their own, which the master key wraps. With
// the key of a person gone, everything that was sealed for them is gone in every copy and backup
// that does not hold that key. Thread-safe; the master keys outlive it.
class Vault {
 public:
  explicit Vault(blobs::MasterKeys& masters) : masters_(masters) {}

  // Hexadecimal. `context` is what it is: only the same opens it. Makes the person's key where
  // there is none yet. kFailedPrecondition: it was destroyed. kNotFound: no
  // such person.
  Result<std::string> Seal(database::Connection& connection, const std::string& person,
                           std::string_view plain, std::string_view context);
  // kFailedPrecondition: the key was destroyed. kDataLoss: not what Seal made for this.
  Result<std::string> Open(database::Connection& connection, const std::string& person,
                           std::string_view sealed, std::string_view context);
  // What belongs to nobody, such as the password of this installation at another server: sealed
  // with the master key itself. Hexadecimal.
  Result<std::string> SealShared(std::string_view plain, std::string_view context);
  Result<std::string> OpenShared(std::string_view sealed, std::string_view context);

  // Within a transaction of the caller. The fingerprint (SHA-256) of the key that was; a person
  // without a key gets one first, so that nothing can be sealed for them later.
  Result<std::string> Destroy(database::Connection& connection, const std::string& person);

  // Wraps the keys, and seals what belongs to nobody, with the newest master key where an older one
  // did: before that one is taken away. At each start.
  Status Rewrap(database::Connection& connection);

 private:
  Result<crypto::Key> KeyOf(database::Connection& connection, const std::string& person);
  Status RewrapAll(database::Connection& connection, const database::Statement& all,
                   const database::Statement& replace,
                   std::string (*context)(const std::string& id));

  blobs::MasterKeys& masters_;
};

// What the secret of a provider (providers.h) is sealed for.
std::string ProviderSecretContext(const std::string& id);

}  // namespace assay::identity
