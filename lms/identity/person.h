#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::identity {

// The values of assay.identity.v1.Role; stored.
enum class Role : int {
  kOwner = 1,
  kInstructor = 2,
  kAssistant = 3,
  kGrader = 4,
  kStudent = 5,
  kObserver = 6,
};

struct CourseRole {
  std::string course;
  Role role = Role::kStudent;
  // Beside the role, words of lms/permissions; sorted, and what is forbidden wins.
  std::vector<std::string> allowed = {}, forbidden = {};
  bool operator==(const CourseRole&) const = default;
};

struct Person {
  std::string id;  // empty: not made yet
  std::string tenant;
  std::string name;
  std::string email;           // empty: none; unique in the tenant, case ignored
  bool administrator = false;  // of the tenant
  std::vector<CourseRole> roles;
  bool disabled = false;  // cannot sign in, and their tokens do nothing
};

// What a token may be used for, as words: "submit", "read", "manage", "admin". Ordered as here,
// without repetitions. kInvalidArgument names a word that is none; `asked` empty: `otherwise`.
Result<std::vector<std::string>> ReadScopes(const std::vector<std::string>& asked,
                                            const std::vector<std::string>& otherwise);
std::string JoinScopes(const std::vector<std::string>& scopes);
std::vector<std::string> SplitScopes(std::string_view stored);
// Without what only an administrator may have.
std::vector<std::string> ScopesOf(std::vector<std::string> scopes, bool administrator);

// 1 to `longest` bytes without control characters.
bool IsLine(std::string_view text, size_t longest);

// kInvalidArgument says what is wrong with which field. Lengths are bytes.
Status CheckPerson(const Person& person);
bool IsTenantId(std::string_view text);  // [a-z0-9][a-z0-9-]{0,62}
bool IsCourseId(std::string_view text);  // [a-z0-9][a-z0-9._-]{0,99}

}  // namespace assay::identity
