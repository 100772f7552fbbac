#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "common/blobs/master_keys.h"
#include "common/crypto/key.h"
#include "common/status.h"
#include "common/unique_fd.h"
#include "plagiarism/index.h"
#include "plagiarism/service/rows.h"

namespace assay::plagiarism {

// One tenant's index and what its key does. Thread-safe.
class Tenant {
 public:
  Tenant(crypto::Key key, std::unique_ptr<Index> index);

  Index& index() const { return *index_; }
  // Text (base64) that only this tenant's key opens, and only as what it was sealed as.
  Result<std::string> Seal(std::string_view plain, std::string_view context) const;
  Result<std::string> Open(const std::string& sealed, std::string_view context) const;
  // Stands for a person who was erased.
  std::string PersonHash(const std::string& person) const;
  // Of an assignment: by it pseudonyms and keys of pairs stay the same.
  std::string PseudonymKey(const AssignmentKey& assignment) const;
  // What a submission is called where another organisation sees it.
  std::string ForeignLabel(const std::string& submission) const;

 private:
  const crypto::Key seal_, people_, pseudonyms_, labels_;
  const std::unique_ptr<Index> index_;
};
using TenantPtr = std::shared_ptr<const Tenant>;

// All tenants of the installation. Each has a random key, kept in the database, sealed with the
// master key; a new master key seals them again at the next start or Reseal. One process at a time
// has the folder. Thread-safe.
class Tenants {
 public:
  // `masters` and `rows` outlive it. kUnavailable: another process has the folder.
  static Result<std::unique_ptr<Tenants>> Open(const std::filesystem::path& folder,
                                               blobs::MasterKeys& masters, Rows& rows);

  // Made where it is new.
  Result<TenantPtr> Get(const std::string& tenant);
  // Opens all that the database knows. An index that holds less than the database says was lost or
  // is an old copy: then the feed is followed from its beginning, and true is returned.
  Result<bool> OpenAll();
  // Seals with the newest master key what an older one sealed; gives how many.
  Result<size_t> Reseal();
  IndexFigures figures() const;

 private:
  Tenants(std::filesystem::path folder, blobs::MasterKeys& masters, Rows& rows, UniqueFd lock)
      : folder_(std::move(folder)), masters_(masters), rows_(rows), lock_(std::move(lock)) {}
  Result<crypto::Key> KeyOf(const std::string& tenant);

  const std::filesystem::path folder_;
  blobs::MasterKeys& masters_;
  Rows& rows_;
  const UniqueFd lock_;
  mutable std::mutex mutex_;
  std::map<std::string, TenantPtr> open_;
};

}  // namespace assay::plagiarism
