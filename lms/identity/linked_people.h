#pragma once

#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/person.h"
#include "lms/identity/sign_in.h"

namespace assay::identity {

// Somebody as another learning platform names them, which assay-courses verified. Name and address
// are the platform's word: the address finds nobody, and is kept only where nobody else has it.
struct LinkedOne {
  std::string subject;
  std::string name;
  int role = 0;  // of Role, in the course; 0 takes away what a platform gave
};
struct Linked {
  std::string person;  // empty: somebody new, in a preview or with no role in the course
  bool made = false;
  int before = 0, role = 0;  // in the course; 0: none
  bool kept = false;         // the role was given here, and is not the platform's to change
  bool refused = false;      // an administrator, disabled or erased: left alone
};

// People who come from another learning platform: found by issuer and subject, and nothing else.
// Thread-safe; what it is given outlives it.
class LinkedPeople {
 public:
  LinkedPeople(database::Pool& pool, Trail trail) : pool_(pool), trail_(std::move(trail)) {}

  // In the order of `people`. `course` empty: no role is given. `preview` changes nothing.
  Result<std::vector<Linked>> Link(const std::string& tenant, const std::string& issuer,
                                   const std::string& course, const std::vector<LinkedOne>& people,
                                   bool preview);
  // A session of method "lti". kNotFound: nobody is linked so. kPermissionDenied: an administrator,
  // whose rights no platform may use, or disabled.
  Result<SignedIn> Begin(const std::string& tenant, const std::string& issuer,
                         const std::string& subject, const SessionClient& client, SignIn& sign_in);

 private:
  Result<Linked> One(database::Connection& connection, const std::string& tenant,
                     const std::string& issuer, const std::string& course, const LinkedOne& one,
                     bool preview);
  Status Give(database::Connection& connection, const std::string& tenant,
              const std::string& course, int role, int given, Linked& linked, bool preview);

  database::Pool& pool_;
  const Trail trail_;
};

}  // namespace assay::identity
