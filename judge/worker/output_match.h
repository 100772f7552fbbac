#pragma once

#include <string_view>

namespace assay::judge {

// As Judge0 compares: the lines without white space at their ends, and without empty lines at the
// end of the whole.
bool OutputMatches(std::string_view expected, std::string_view actual);

}  // namespace assay::judge
