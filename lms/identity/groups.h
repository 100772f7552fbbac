#pragma once

#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/person.h"

namespace assay::identity {

inline constexpr size_t kMostMembers = 1000;  // of a group
inline constexpr int kMostGroups = 5000;      // of a course

struct Group {
  std::string id;  // empty: not made yet
  std::string tenant;
  std::string course;  // empty: of the tenant
  std::string name;    // one in its course, case ignored
  std::vector<std::string> members;
};

// Groups of people: teams and sections of a course, or groups of the whole tenant. Thread-safe; the
// pool outlives it. Callers are services of ours: whether somebody may do it is theirs to ask.
class Groups {
 public:
  explicit Groups(database::Pool& pool, Trail trail = {}) : pool_(pool), trail_(std::move(trail)) {}

  // Makes one (empty id), or replaces name and members. kNotFound: no such tenant, group or person
  // in the tenant. kAlreadyExists: the name is another's of the course. kFailedPrecondition: a
  // member has no role in the course. kResourceExhausted: the course has kMostGroups.
  Result<Group> Put(const Group& group);
  // By name. `person` not empty: those in which they are.
  Result<std::vector<Group>> List(const std::string& tenant, const std::string& course,
                                  const std::string& person);
  Status Delete(const std::string& tenant, const std::string& id);

 private:
  database::Pool& pool_;
  const Trail trail_;
};

}  // namespace assay::identity
