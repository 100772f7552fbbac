#pragma once

#include "lms/permissions/permissions.h"

// Routes name an action and ask; the table is lms/permissions.
namespace assay::gateway {

using permissions::Action;
using permissions::AllowedIn;
using permissions::CoursesFor;
using permissions::kAdminScope;
using permissions::kManageScope;
using permissions::kNoScope;
using permissions::kReadScope;
using permissions::kSubmitScope;
using permissions::MayEver;
using permissions::MayIn;
using permissions::Membership;
using permissions::ParseScopes;
using permissions::Principal;
using permissions::Role;
using permissions::Verdict;

}  // namespace assay::gateway
