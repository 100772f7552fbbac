#pragma once

#include <string_view>

// The files of jest/, as text; the definitions are made when the build is configured.
namespace assay::grader::exercism {

extern const std::string_view kJestGlobals;
extern const std::string_view kJestRegister;
extern const std::string_view kJestResolve;

}  // namespace assay::grader::exercism
