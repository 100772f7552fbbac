#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/key.h"
#include "common/status.h"

// The master key file: one key a line, "assay-master-key-1:" and 64 hexadecimal digits. The first
// seals; the others only open what they sealed earlier. Mode 0600, else it is refused. Whoever has
// this file and the blob store can read everything: they belong in different places.
namespace assay::blobs {

// A new file with one key. kAlreadyExists: there is one.
Status CreateMasterKey(const std::filesystem::path& file);
// Puts a new key in front of those that are there. Programs that run take it by themselves.
Status AddMasterKey(const std::filesystem::path& file);
// Leaves the first key alone. Only after everything was sealed with it:
// EncryptedStore::RetireOldMasterKeys.
Status RemoveOldMasterKeys(const std::filesystem::path& file);

// What the file holds, read again where a key is not known. Thread-safe.
class MasterKeys {
 public:
  static Result<std::unique_ptr<MasterKeys>> Load(const std::filesystem::path& file);

  // With the first key, as the file is now.
  Result<std::string> Seal(std::string_view secret, std::string_view context);
  // kDataLoss: changed, or sealed with a key that the file does not hold.
  Result<std::string> Open(std::string_view sealed, std::string_view context);
  // Whether it was sealed with the first key, as the file is now.
  Result<bool> IsNewest(std::string_view sealed);
  // Keys for a purpose that has no data key, such as a service's own secrets: one of each master
  // key, newest first. Whoever seals with them seals again before old master keys are retired.
  std::vector<crypto::Key> Derive(std::string_view purpose);
  const std::filesystem::path& file() const { return file_; }

 private:
  struct Master {
    uint64_t id = 0;
    crypto::Key key;
  };

  explicit MasterKeys(std::filesystem::path file) : file_(std::move(file)) {}
  Status Reload();  // mutex_ is held
  const Master* Find(uint64_t id) const;

  const std::filesystem::path file_;
  std::mutex mutex_;
  std::vector<Master> masters_;  // never empty
};

}  // namespace assay::blobs
