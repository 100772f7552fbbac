#pragma once

#include <memory>
#include <string_view>

#include "common/status.h"
#include "sandbox/sandbox.h"

// From names to things, for the command-line tools: a backend by its name, an image by its name in
// the store.
namespace assay::sandbox {

// "gvisor", "native", or "" for gVisor where runsc is found and native elsewhere.
Result<std::unique_ptr<SandboxFactory>> MakeFactory(std::string_view backend);

// From the default store, after a quick check that it is what was built (once a process and image).
Result<RootImage> FindImage(std::string_view name);

}  // namespace assay::sandbox
