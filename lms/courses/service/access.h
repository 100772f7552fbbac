#pragma once

#include <string>

#include "assay/courses/v1/courses.pb.h"
#include "lms/courses/service/core.h"
#include "lms/permissions/permissions.h"

namespace assay::courses {

// The table of roles and actions is lms/permissions: the gateway asks it and says in Viewer.actions
// what came out.
using permissions::Action;

struct Access {
  v1::Course course;
  bool staff = false;    // may see the grades of others
  bool teacher = false;  // may release grades
  // Sees drafts, hidden grades and other people: staff, unless they ask to see it as a student
  // does.
  bool all = false;
};

int RoleNumber(std::string_view word);  // of assay.identity.v1.Role; 0: none
std::string RoleWord(int64_t number);
bool May(const v1::Viewer& viewer, Action action);
bool IsStaff(const v1::Viewer& viewer);

// kNotFound: no such course of the tenant, or one that is not published and the viewer is no staff,
// or the viewer has no role in it: nobody learns what courses there are. kPermissionDenied: the
// viewer may not do that.
Result<Access> Enter(database::Connection& connection, const v1::Viewer& viewer,
                     const std::string& course, Action action, const std::string& as = "");

// For whoever may do `action` in the course: runs `statement`, which takes tenant, course and id,
// and returns what it deleted. `what` is the word for it where there is none.
Result<v1::Empty> DropItem(Core& core, const v1::ItemRequest& request, Action action,
                           const database::Statement& statement, const std::string& what);

// kInvalidArgument "field: …" where a text is longer, or empty though it may not be.
Status CheckText(const std::string& field, const std::string& text, size_t most,
                 bool may_be_empty = true);
bool IsSlug(const std::string& text);

}  // namespace assay::courses
