#pragma once

#include <memory>
#include <string>

#include "sandbox/sandbox.h"

// Which backends this build has, and the images that their sandboxes stand on.
namespace assay::hostile {

// kFailedPrecondition for one that is not built in or that this host cannot run; says why.
Result<std::unique_ptr<sandbox::SandboxFactory>> MakeFactory(const std::string& backend);

// "gcc", "python", "java" from the image store; kNotFound says how to build it.
Result<sandbox::RootImage> FindImage(const std::string& name);

}  // namespace assay::hostile
