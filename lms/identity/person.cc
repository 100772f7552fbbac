#include "lms/identity/person.h"

#include <algorithm>
#include <array>
#include <set>

#include "lms/permissions/permissions.h"

namespace assay::identity {
namespace {

constexpr std::array<std::string_view, 4> kScopes = {"submit", "read", "manage", "admin"};

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsId(std::string_view text, std::string_view marks, size_t longest) {
  return !text.empty() && text.size() <= longest && IsLowerOrDigit(text.front()) &&
         std::all_of(text.begin(), text.end(), [marks](char c) {
           return IsLowerOrDigit(c) || marks.find(c) != std::string_view::npos;
         });
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

// A shape, not a proof: only a message that arrives proves an address.
bool LooksLikeEmail(std::string_view text) {
  const size_t at = text.find('@');
  return text.size() <= 254 && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && !HasControls(text) &&
         text.find(' ') == std::string_view::npos;
}

Status CheckPermissions(const CourseRole& role) {
  for (const auto* const words : {&role.allowed, &role.forbidden}) {
    for (const std::string& word : *words) {
      const auto action = permissions::ActionOf(word);
      if (action && permissions::IsOfCourse(*action)) continue;
      return InvalidArgument("person.roles: \"" + word.substr(0, 60) +
                             "\" is no permission of a course");
    }
  }
  return OkStatus();
}

}  // namespace

Result<std::vector<std::string>> ReadScopes(const std::vector<std::string>& asked,
                                            const std::vector<std::string>& otherwise) {
  if (asked.empty()) return otherwise;
  for (const std::string& scope : asked) {
    if (std::find(kScopes.begin(), kScopes.end(), scope) == kScopes.end()) {
      return InvalidArgument("scopes: unknown scope \"" + scope.substr(0, 40) +
                             "\"; scopes are submit, read, manage and admin");
    }
  }
  std::vector<std::string> scopes;
  for (const std::string_view scope : kScopes) {
    if (std::find(asked.begin(), asked.end(), scope) != asked.end()) scopes.emplace_back(scope);
  }
  return scopes;
}

std::string JoinScopes(const std::vector<std::string>& scopes) {
  std::string text;
  for (const std::string& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

std::vector<std::string> SplitScopes(std::string_view stored) {
  std::vector<std::string> scopes;
  while (!stored.empty()) {
    const size_t end = std::min(stored.find(' '), stored.size());
    if (end > 0) scopes.emplace_back(stored.substr(0, end));
    stored.remove_prefix(std::min(end + 1, stored.size()));
  }
  return scopes;
}

std::vector<std::string> ScopesOf(std::vector<std::string> scopes, bool administrator) {
  if (!administrator) std::erase(scopes, "admin");
  return scopes;
}

Status CheckPerson(const Person& person) {
  if (!IsTenantId(person.tenant)) {
    return InvalidArgument(
        "person.tenant: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
  }
  if (!IsLine(person.name, 200)) {
    return InvalidArgument("person.name: 1 to 200 bytes without control characters");
  }
  if (!person.email.empty() && !LooksLikeEmail(person.email)) {
    return InvalidArgument(
        "person.email: not an address (somebody@example.org), or over 254 bytes");
  }
  if (person.roles.size() > 1000) {
    return InvalidArgument("person.roles: at most 1000 courses a person");
  }
  std::set<std::string_view> courses;
  for (const CourseRole& role : person.roles) {
    if (!IsCourseId(role.course)) {
      return InvalidArgument("person.roles: a course is 1 to 100 of a-z, 0-9, '.', '_' and '-'");
    }
    if (role.role < Role::kOwner || role.role > Role::kObserver) {
      return InvalidArgument("person.roles: no such role in course " + role.course);
    }
    ASSAY_RETURN_IF_ERROR(CheckPermissions(role));
    if (!courses.insert(role.course).second) {
      return InvalidArgument("person.roles: course " + role.course + " stands there twice");
    }
  }
  return OkStatus();
}

bool IsLine(std::string_view text, size_t longest) {
  return !text.empty() && text.size() <= longest && !HasControls(text);
}

bool IsTenantId(std::string_view text) { return IsId(text, "-", 63); }
bool IsCourseId(std::string_view text) { return IsId(text, "._-", 100); }

}  // namespace assay::identity
