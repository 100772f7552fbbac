#pragma once

#include <functional>

#include "common/status.h"

namespace assay::database {

// Runs `body` again, three times at most, while it ends because two transactions stood in each
// other's way (SQLSTATE class 40: a deadlock, a serialisation failure): nothing of the transaction
// happened, and the next time they do not meet. What `body` did outside of it happens again.
Status Patiently(const std::function<Status()>& body);

}  // namespace assay::database
