#include <sys/resource.h>

#include "plagiarism/service/runner.h"

namespace assay::plagiarism {

// Of a thread on Linux: 0 is the one that calls. It may fail, and then all are equal.
void LowerPriority() { (void)::setpriority(PRIO_PROCESS, 0, 10); }

}  // namespace assay::plagiarism
