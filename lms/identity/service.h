#pragma once

#include <memory>

#include "common/database/pool.h"
#include "common/http/client.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/trace/trace.h"
#include "lms/identity/journal.h"
#include "lms/identity/mailer.h"
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
  MailQueue& mail;
  metrics::Registry& metrics;
  trace::Tracer& tracer;
};

// The gRPC face of the room: assay.identity.v1.IdentityService. The gateway and the supervisor may
// call everything, the judge Authenticate. Thread-safe.
std::shared_ptr<grpc::Service> MakeService(const ServiceParts& parts, log::Logger logger);
// assay.identity.v1.LinkedService, beside it.
std::shared_ptr<grpc::Service> MakeLinkedService(const ServiceParts& parts, log::Logger logger);

// Signing in by what other servers say: assay.identity.v1.SignOnService, for the gateway. It waits
// for those servers, so it has threads of its own. `client`, which outlives it: with it it asks
// them.
std::shared_ptr<grpc::Service> MakeSignOnService(const ServiceParts& parts, http::Client& client,
                                                 log::Logger logger);

// Keys in devices: assay.identity.v1.PasskeyService, for the gateway.
std::shared_ptr<grpc::Service> MakePasskeyService(const ServiceParts& parts, log::Logger logger);

// Mail: assay.identity.v1.MailService, for the gateway and the courses. What is given outlives it.
std::shared_ptr<grpc::Service> MakeMailService(const ServiceParts& parts,
                                               MailSettingsStore& settings, Mailer& mailer,
                                               log::Logger logger);

}  // namespace assay::identity
