// In the place of admin.cc until the HTTP server is integrated.
#include "common/service/admin.h"

namespace assay::service {

Result<std::unique_ptr<Admin>> Admin::Start(const HostPort& /*listen*/, Callbacks /*callbacks*/,
                                            const log::Logger& logger) {
  logger.Warning("this build has no admin endpoint");
  return std::unique_ptr<Admin>();
}

}  // namespace assay::service
