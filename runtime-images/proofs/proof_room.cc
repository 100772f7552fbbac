#include "runtime-images/proofs/proof_room.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "runtime-images/image_store.h"
#include "sandbox/gvisor/gvisor.h"
#include "sandbox/native/native.h"

namespace assay::runtime_images {
namespace {

using OwnedFactory = Result<std::unique_ptr<sandbox::SandboxFactory>>;

template <typename Factory>
OwnedFactory Widened(Result<std::unique_ptr<Factory>> factory) {
  if (!factory.ok()) return std::move(factory).status();
  return OwnedFactory(*std::move(factory));
}

OwnedFactory MakeFactory(const std::string& backend) {
  if (backend == "native") return Widened(sandbox::NativeFactory::Create());
  return Widened(sandbox::GvisorFactory::Create(sandbox::GvisorOptions{}));
}

}  // namespace

std::vector<std::string> Backends() { return {"native", "gvisor"}; }

LanguageTable TreeTable() {
  auto folder = FindLanguagesFolder();
  auto table = folder.ok() ? LanguageTable::Load(*folder) : Result<LanguageTable>(folder.status());
  if (table.ok()) return *std::move(table);
  ADD_FAILURE() << table.status().ToString();
  return {};
}

std::filesystem::path ProofFolder(const Language& language) {
  const auto languages = FindLanguagesFolder();
  return (languages.ok() ? *languages : std::filesystem::path()) / "../proofs" / language.name;
}

Result<sandbox::RootImage> ProofImage(const std::string& name) {
  const ImageStore store(ImageStore::DefaultRoot());
  ASSAY_ASSIGN_OR_RETURN(const Image image, store.Resolve(name));
  const Status verified = store.Verify(image, VerifyMode::kQuick);
  // Not with its own code: a file that is missing is no image that was not built.
  if (!verified.ok()) return DataLoss(verified.ToString());
  return sandbox::RootImage{.name = image.name,
                            .digest = image.digest,
                            .rootfs = image.rootfs,
                            .erofs = image.erofs,
                            .warm_up = image.warm_up};
}

Result<sandbox::SandboxFactory*> ProofFactory(const std::string& backend) {
  static std::map<std::string, OwnedFactory> made;
  auto it = made.find(backend);
  if (it == made.end()) it = made.emplace(backend, MakeFactory(backend)).first;
  if (!it->second.ok()) return it->second.status();
  return it->second->get();
}

}  // namespace assay::runtime_images
