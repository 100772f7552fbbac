#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "supervisor/config.h"
#include "supervisor/layout.h"
#include "supervisor/state.h"

namespace assay::supervisor {

// Who runs what. Empty names: everything runs as this process's user, which is not root.
struct Accounts {
  std::string services;  // all but the workers, and Redis
  std::string postgres;
  std::string note;  // what the administrator should know about it; empty: nothing
};

// The user of the configuration, or nobody where this machine does not have it.
Result<Accounts> ChooseAccounts(const Config& config);

// Makes the data folder with its inner folders. A folder of root is open for passing through
// (0711): services run as others, each inner folder is its owner's alone. Everybody else's is 0700.
// kPermissionDenied where it cannot be written or, for root, a parent is closed.
Status MakeDataFolder(const Layout& layout, const Accounts& accounts, const Config& config);

// The certificate authority, a certificate for every service (issued again where one has expired,
// half of it is over, or the names changed), the master key and the passwords of `roles`.
Status MakeSecrets(const Layout& layout, const Accounts& accounts, const Config& config,
                   const std::vector<std::string>& roles);

// Certificates of which less than half is left, again. Returns whose.
Result<std::vector<std::string>> RenewCertificates(const Layout& layout);

// Ports of services on the loopback: those of `state` where they are free, else new ones.
// true: the state changed.
Result<bool> ChoosePorts(const std::vector<std::string>& services, State& state);

}  // namespace assay::supervisor
