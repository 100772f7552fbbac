#include "sandbox/tool/host.h"

#include <string>

#include "runtime-images/image_store.h"
#include "sandbox/gvisor/gvisor.h"
#include "sandbox/native/native.h"

namespace assay::sandbox {
namespace {

template <typename Factory>
Result<std::unique_ptr<SandboxFactory>> Upcast(Result<std::unique_ptr<Factory>> factory) {
  if (!factory.ok()) return std::move(factory).status();
  return std::unique_ptr<SandboxFactory>(std::move(*factory));
}

}  // namespace

Result<std::unique_ptr<SandboxFactory>> MakeFactory(std::string_view backend) {
  if (backend == "gvisor") return Upcast(GvisorFactory::Create(GvisorOptions{}));
  if (backend == "native") return Upcast(NativeFactory::Create());
  if (backend.empty()) return MakeFactory(FindRunsc().ok() ? "gvisor" : "native");
  return InvalidArgument("no sandbox backend named \"" + std::string(backend) +
                         "\": there are gvisor and native");
}

Result<RootImage> FindImage(std::string_view name) {
  const runtime_images::ImageStore store(runtime_images::ImageStore::DefaultRoot());
  ASSAY_ASSIGN_OR_RETURN(runtime_images::Image image, store.Resolve(name));
  ASSAY_RETURN_IF_ERROR(store.Verify(image, runtime_images::VerifyMode::kQuick));
  return RootImage{std::move(image.name), std::move(image.digest), std::move(image.rootfs),
                   std::move(image.erofs), std::move(image.warm_up)};
}

}  // namespace assay::sandbox
