#pragma once

#include "common/rpc/rpc.h"
#include "common/status.h"

namespace CLI {
class App;
}

namespace assay::service {

// --tls-certificate, --tls-key and --tls-roots, into `files`, which outlives `app`. They are read
// again when they change, so only their presence is a matter of the options.
void AddTlsOptions(CLI::App& app, rpc::TlsFiles& files);

// For Definition::check. All three are given and can be read; kInvalidArgument names the option.
Status CheckTlsOptions(const rpc::TlsFiles& files);

}  // namespace assay::service
