#pragma once

#include <string>
#include <vector>

#include "lms/courses/service/core.h"

namespace assay::courses {

// Reckons the grades of these people in a course anew and writes what differs, with the history:
// who (`by`) and why. Within a transaction of the caller; it holds a lock of the course until its
// end, so that a slower one does not write over a newer one.
Status Reckon(Core& core, database::Connection& connection, const std::string& tenant,
              const std::string& course, const std::vector<std::string>& people,
              const std::string& by, const std::string& reason);

// Marks students whose grades are to be reckoned, within a transaction; Core::wake after it.
Status MarkStale(database::Connection& connection, const std::string& tenant,
                 const std::string& course, const std::vector<std::string>& people,
                 const std::string& reason);
Status MarkAllStale(database::Connection& connection, const std::string& tenant,
                    const std::string& course, const std::string& reason);

// Does some of what is marked. How many students it was: 0 when nothing is left.
Result<int> ReckonStale(Core& core, database::Connection& connection);

}  // namespace assay::courses
