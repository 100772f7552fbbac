#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/journal.h"
#include "lms/identity/mail_queue.h"
#include "lms/identity/person.h"

namespace assay::identity {

inline constexpr size_t kMostRosterRows = 2000;

struct RosterRow {
  enum class Plan {
    kInvite,  // somebody new: a person, the role, an invitation
    kAdd,     // somebody of the tenant gets the role
    kChange,  // another role than before
    kSame,    // has it already
    kWrong,
  };
  size_t line = 0;
  std::string email, name;
  Role role = Role::kStudent;
  Plan plan = Plan::kWrong;
  std::string message;  // what is wrong, or what changes
  std::string person;   // where there is one
  std::string secret;   // of the invitation, after it was made
};
struct RosterRequest {
  std::string tenant, course;
  // A table with a header: email (needed), name (or first name and last name), role (else student).
  // Other columns are left alone.
  std::string table;
  // Roles that the caller may give and take, by number (1 to 6).
  std::vector<Role> may_give;
  std::string invited_by;
  bool apply = false;       // false: only say what would be done
  bool skip_wrong = false;  // true: do what is right although some rows are wrong
};
struct RosterResult {
  std::vector<RosterRow> rows;
  size_t wrong = 0;
  bool applied = false;
  bool mailed = false;  // links are on their way to their people
};

// Many people at once into a course. A preview changes nothing; applying it is one transaction,
// decided anew, so that what it does is what it says. Thread-safe; the pool outlives it.
class Roster {
 public:
  // `mail`: as of Invitations.
  explicit Roster(database::Pool& pool, Trail trail = {}, MailQueue* mail = nullptr)
      : pool_(pool), trail_(std::move(trail)), mail_(mail) {}
  // kInvalidArgument "table: line 3: …" where it is no table at all. Rows that are wrong are told
  // by line; with them nothing is applied, but for `skip_wrong`.
  Result<RosterResult> Import(const RosterRequest& request);

 private:
  database::Pool& pool_;
  const Trail trail_;
  MailQueue* const mail_;
};

// "Teaching Assistant", "student": false where it is no role.
bool ReadRole(std::string_view word, Role& role);

}  // namespace assay::identity
