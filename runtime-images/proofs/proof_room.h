#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "runtime-images/language.h"
#include "sandbox/sandbox.h"

// What the proofs share: the languages of the tree, their images in the store, and the sandboxes.
namespace assay::runtime_images {

// Both sandboxes, by name.
std::vector<std::string> Backends();

// The language files of the tree. A failure of the running test when they cannot be loaded.
LanguageTable TreeTable();

// The folder that holds a language's proofs.
std::filesystem::path ProofFolder(const Language& language);

// What a sandbox needs of an image, once its tree was found to be what was built.
// kNotFound where it was not built.
Result<sandbox::RootImage> ProofImage(const std::string& name);

// Factories are costly to make and thread-safe: one a process and backend. The Status says why
// there is none.
Result<sandbox::SandboxFactory*> ProofFactory(const std::string& backend);

}  // namespace assay::runtime_images
