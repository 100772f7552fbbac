#pragma once

#include <memory>

#include "common/database/pool.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "lms/identity/journal.h"
#include "lms/identity/password_rules.h"
#include "lms/identity/vault.h"

namespace grpc {
class Service;
}

namespace assay::identity {

// All of it outlives the service.
struct ServiceParts {
  database::Pool& pool;
  const PasswordRules& rules;
  Vault& vault;
  Journal& journal;
  const crypto::SigningKey& key;  // of the audit log; signs receipts too
  metrics::Registry& metrics;
  trace::Tracer& tracer;
};

// The gRPC face of the room: assay.identity.v1.IdentityService. The gateway and the supervisor may
// call everything, the judge Authenticate. Thread-safe.
std::shared_ptr<grpc::Service> MakeService(const ServiceParts& parts, log::Logger logger);

}  // namespace assay::identity
