#include "runtime-images/tool/select.h"

namespace assay::runtime_images {

int RunExport(const ToolOptions&) { return Complain(Internal("under way")); }

}  // namespace assay::runtime_images
