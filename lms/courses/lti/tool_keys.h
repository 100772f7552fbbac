#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/crypto/key.h"
#include "common/jwt/keys.h"
#include "lms/courses/service/core.h"

namespace assay::courses::lti {

// How long a key signs before the next one takes over; a new one is published for a day before it
// signs, and the last one for a week after, so that platforms that keep our key set know both.
inline constexpr int kKeyDays = 90, kKeyAheadDays = 1, kKeyAfterDays = 7;

// The keys with which this server signs to platforms: in the database, sealed with keys that are
// not, and the same for all processes of the service. Made when they are first needed. Thread-safe;
// the core outlives it.
class ToolKeys {
 public:
  // The first of `sealing` seals, all open; at least one.
  ToolKeys(Core& core, std::vector<crypto::Key> sealing)
      : core_(core), sealing_(std::move(sealing)) {}

  Result<std::string> Sign(const nlohmann::json& claims);
  // The JSON Web Key Set.
  Result<std::string> Published();

 private:
  struct Entry {
    std::shared_ptr<const jwt::SigningKey> key;
    double days = 0;  // its age
  };
  // Newest first, never empty.
  Result<std::vector<Entry>> Read();
  Result<std::string> Unseal(database::Connection& connection, const std::string& id,
                             std::string_view sealed) const;
  static size_t Signing(const std::vector<Entry>& entries);

  Core& core_;
  const std::vector<crypto::Key> sealing_;
  std::mutex mutex_;
  std::vector<Entry> entries_;
  Micros read_at_ = 0;
};

}  // namespace assay::courses::lti
