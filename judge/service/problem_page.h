#pragma once

#include "assay/judge/v1/judge.pb.h"
#include "grader/package.h"

namespace assay::judge {

// What a student reads of a package and starts from; without `problem`. Parts, tests and files that
// are not for every student at any time are left out. Large samples and files are cut and say so:
// a page has at most about a megabyte.
v1::ProblemPage PageOf(const grader::Package& package);

}  // namespace assay::judge
