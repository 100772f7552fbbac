#include <cstdio>

#include "runtime-images/builder/oci.h"
#include "runtime-images/tool/select.h"

namespace assay::runtime_images {

int RunExport(const ToolOptions& options) {
  const ImageStore store(options.store);
  const auto recipes = SelectRecipes(options);
  if (!recipes.ok()) return Complain(recipes.status());
  const auto image = store.Resolve(recipes->front().name);
  if (!image.ok()) return Complain(image.status());
  // An export is for other machines: what leaves this one has been looked at byte by byte.
  std::printf("checking %s\n", image->name.c_str());
  if (const Status verified = store.Verify(*image, VerifyMode::kFull); !verified.ok())
    return Complain(verified);
  std::printf("writing %s of %s\n", options.out.c_str(), Mebibytes(image->bytes).c_str());
  if (const Status written = ExportOci(*image, options.out); !written.ok())
    return Complain(written);
  std::printf("%s is an OCI image layout with one image, %s\n", options.out.c_str(),
              image->name.c_str());
  return 0;
}

}  // namespace assay::runtime_images
