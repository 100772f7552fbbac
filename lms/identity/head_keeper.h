#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "common/database/settings.h"
#include "common/log/log.h"

namespace assay::identity {

inline constexpr char kAuditSchema[] = "identity_audit";

// Adds the newest signed head of the audit log to a file outside of the database, every half minute
// in which it grew and at the end: what a verifier compares the log with. An empty path: does
// nothing. Has a thread and a connection of its own; the destructor ends both.
class HeadKeeper {
 public:
  HeadKeeper(database::Settings settings, std::filesystem::path file, log::Logger logger);
  ~HeadKeeper();
  HeadKeeper(const HeadKeeper&) = delete;
  HeadKeeper& operator=(const HeadKeeper&) = delete;

 private:
  void Work();
  Status Keep();

  const database::Settings settings_;
  const std::filesystem::path file_;
  log::Logger logger_;
  uint64_t kept_ = 0;
  std::mutex mutex_;
  std::condition_variable ending_changed_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace assay::identity
