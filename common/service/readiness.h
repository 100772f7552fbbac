#pragma once

#include <filesystem>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/log/log.h"

namespace assay::service {

// Whether the service may be sent work, and the file that says so. Thread-safe.
class Readiness {
 public:
  Readiness(std::filesystem::path file, std::stop_token stop, log::Logger logger);
  ~Readiness();  // removes the file
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  void SetAdminPort(uint16_t port);
  void SetReady();
  void SetNotReady(std::string_view reason);
  // "" when ready.
  std::string WhyNot() const;

 private:
  const std::filesystem::path file_;  // empty: none
  const std::stop_token stop_;
  const log::Logger logger_;
  mutable std::mutex mutex_;
  std::string reason_ = "starting";  // empty: ready
  uint16_t admin_port_ = 0;
  bool written_ = false;
};

}  // namespace assay::service
