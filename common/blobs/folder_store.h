#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include "common/blobs/file_io.h"
#include "common/blobs/object_store.h"

namespace assay::blobs {

// Objects as files below a folder; an object's name is its path. Written beside, synced, renamed,
// and the folder synced, so that what Put returned survives the loss of power and no reader sees a
// part. The folder is the program's own (0700); who can write to it can destroy, not read or forge.
class FolderStore final : public ObjectStore {
 public:
  // Makes the folder where there is none, and removes what a crash left unfinished there more than
  // an hour ago. `io` outlives it.
  static Result<std::unique_ptr<FolderStore>> Open(const std::filesystem::path& folder,
                                                   FileIo& io = SystemFileIo());

  Status Put(std::string_view name, std::string_view data) override;
  Result<std::string> Get(std::string_view name, uint64_t max_bytes) override;
  Result<std::string> GetHead(std::string_view name, size_t bytes) override;
  Result<std::optional<uint64_t>> Size(std::string_view name) override;
  Status Settle(std::string_view name) override;
  Status Delete(std::string_view name) override;
  Status Destroy(std::string_view name) override;
  Status List(std::string_view prefix, const Each& each) override;
  std::string Describe() const override { return "file:" + root_.string(); }

 private:
  FolderStore(std::filesystem::path root, FileIo& io);
  Status MakeFolders(const std::filesystem::path& below_root);
  std::filesystem::path NewTemporary();

  const std::filesystem::path root_;
  const std::string run_;  // sets this object's temporary files apart from all others
  FileIo& io_;
  std::atomic<uint64_t> temporaries_ = 0;
  std::mutex mutex_;
  std::unordered_set<std::string>
      durable_;  // folders that this object has synced into their parents
};

}  // namespace assay::blobs
