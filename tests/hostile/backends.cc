#include "tests/hostile/backends.h"

#include "runtime-images/image_store.h"
#include "tests/hostile/control_backend.h"
#if defined(ASSAY_HAVE_NATIVE)
#include "sandbox/native/native.h"
#endif
#if defined(ASSAY_HAVE_GVISOR)
#include "sandbox/gvisor/gvisor.h"
#endif

namespace assay::hostile {

Result<std::unique_ptr<sandbox::SandboxFactory>> MakeFactory(const std::string& backend) {
  using Factory = std::unique_ptr<sandbox::SandboxFactory>;
  if (backend == "control") {
    ASSAY_ASSIGN_OR_RETURN(Factory made, ControlFactory::Create());
    return made;
  }
#if defined(ASSAY_HAVE_NATIVE)
  if (backend == "native") {
    ASSAY_ASSIGN_OR_RETURN(Factory made, sandbox::NativeFactory::Create(sandbox::NativeOptions{}));
    return made;
  }
#endif
#if defined(ASSAY_HAVE_GVISOR)
  if (backend == "gvisor") {
    ASSAY_ASSIGN_OR_RETURN(Factory made, sandbox::GvisorFactory::Create(sandbox::GvisorOptions{}));
    return made;
  }
#endif
  return FailedPrecondition("there is no backend \"" + backend + "\" in this build");
}

Result<sandbox::RootImage> FindImage(const std::string& name) {
  const runtime_images::ImageStore store(runtime_images::ImageStore::DefaultRoot());
  ASSAY_ASSIGN_OR_RETURN(const runtime_images::Image image, store.Resolve(name));
  return sandbox::RootImage{image.name, image.digest, image.rootfs, image.erofs, image.warm_up};
}

}  // namespace assay::hostile
