#pragma once

#include "common/database/settings.h"

namespace CLI {
class App;
}

namespace assay::database {

// Adds --database-host, --database-port, --database-name, --database-user,
// --database-password-file,
// --database-tls-root and --database-no-tls, which write into `settings`; it outlives the parsing.
// What it holds already are the defaults.
void AddOptions(CLI::App& app, Settings& settings);

// What the options cannot say one by one: a host must be named, and only a server on the loopback
// may be spoken to without TLS. Call it after the parsing.
Status CheckOptions(const Settings& settings);

}  // namespace assay::database
