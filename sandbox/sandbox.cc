#include "sandbox/sandbox.h"

namespace assay::sandbox {

const std::vector<std::string>& DefaultEnvironment() {
  static const std::vector<std::string> environment = {
      "PATH=/usr/local/bin:/usr/bin:/bin",
      "HOME=/tmp",
      "TMPDIR=/tmp",
      "LANG=C.UTF-8",
  };
  return environment;
}

}  // namespace assay::sandbox
