#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/log/log.h"
#include "common/service/options.h"
#include "common/status.h"

namespace assay::service {

// /healthz (200 while the process answers), /readyz (200, or 503 with the reason) and /metrics,
// over plain HTTP from a thread of its own.
class Admin {
 public:
  struct Callbacks {
    std::function<std::string()> why_not_ready;  // "" when ready
    std::function<std::string()> metrics;
  };
  static Result<std::unique_ptr<Admin>> Start(const HostPort& listen, Callbacks callbacks,
                                              const log::Logger& logger);
  virtual ~Admin() = default;
  virtual uint16_t port() const = 0;
};

}  // namespace assay::service
