#include "common/database/patience.h"

namespace assay::database {

Status Patiently(const std::function<Status()>& body) {
  for (int i = 0; i < 3; ++i) {
    Status status = body();
    // kAborted is also what services say of a version that was changed meanwhile.
    const bool conflict =
        status.code() == StatusCode::kAborted && status.message().find("[40") != std::string::npos;
    if (!conflict) return status;
  }
  return body();
}

}  // namespace assay::database
