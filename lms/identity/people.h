#pragma once

#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/person.h"

namespace assay::identity {

// People and their roles. Thread-safe; the pool outlives it. Callers are services of ours: whether
// somebody may do it is theirs to ask, what is possible at all is decided here.
class People {
 public:
  explicit People(database::Pool& pool, Trail trail = {}) : pool_(pool), trail_(std::move(trail)) {}

  // Makes one (empty id), or replaces name, e-mail, administrator and roles. kNotFound: no such
  // tenant, or no such person in it. kAlreadyExists: the e-mail is somebody else's.
  // kFailedPrecondition: the tenant would be left without an administrator. Who is disabled is
  // signed out everywhere.
  Result<Person> Put(const Person& person);

  struct Page {
    std::vector<Person> people;
    std::string next;  // empty: that was all
  };
  // In the order in which they came; with a course, those with a role in it. `size` is 1 to 500; 0
  // is 100. `query`: a part of the name or of the address, in any case; empty: all.
  Result<Page> List(const std::string& tenant, int size, const std::string& after,
                    const std::string& query = "", const std::string& course = "");
  // Greater after each change of who is in a course or of what they are called; 0 where nobody ever
  // was.
  Result<int64_t> RosterRevision(const std::string& tenant, const std::string& course);

  // kNotFound: nobody of the tenant has this id.
  Result<Person> Find(const std::string& tenant, const std::string& id);

 private:
  database::Pool& pool_;
  const Trail trail_;
};

// Within a transaction of the caller.
Status MakeTenant(database::Connection& connection, const std::string& id, const std::string& name);
Result<std::string> PutPerson(database::Connection& connection, const Person& person);

}  // namespace assay::identity
