#include "sandbox/native/slot.h"

namespace assay::sandbox::native {

uint32_t HostUidOf(int helper_pid) { return 0x40000000U + static_cast<uint32_t>(helper_pid); }

}  // namespace assay::sandbox::native
