#pragma once

#include <vector>

#include "grader/formats/dmoj/data.h"
#include "grader/package.h"

namespace assay::grader::dmoj {

// tests/*/test.yml, from which DMOJ's own `test` command takes submissions with the verdicts that
// they must get. `tests`: how many there are, for verdicts by position. The problem's time and
// memory limits are the largest that these files give, as init.yml has none.
Status ReadLabels(const Data& data, size_t tests, Package& package, bool& gave_limits);

}  // namespace assay::grader::dmoj
