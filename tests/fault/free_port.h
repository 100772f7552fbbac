#pragma once

#include "common/status.h"

namespace assay::fault {

// A port of 127.0.0.1 that nothing listens on now: for a server that is started again and must be
// found where it was. Above what the kernel hands out by itself, so that nobody gets it meanwhile.
Result<int> FreePort();

}  // namespace assay::fault
