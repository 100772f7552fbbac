#include "lms/courses/service/access.h"

#include <algorithm>
#include <array>

namespace assay::courses {
namespace {

constexpr std::array<std::string_view, 7> kRoles = {"",       "owner",   "instructor", "assistant",
                                                    "grader", "student", "observer"};

constexpr database::Statement kCourse = {"access_course", R"(
SELECT to_jsonb(c) FROM courses.courses c WHERE tenant = $1 AND id = $2)"};

}  // namespace

int RoleNumber(std::string_view word) {
  for (size_t i = 1; i < kRoles.size(); ++i)
    if (kRoles[i] == word) return static_cast<int>(i);
  return 0;
}
std::string RoleWord(int64_t number) {
  return number > 0 && number < static_cast<int64_t>(kRoles.size())
             ? std::string(kRoles[static_cast<size_t>(number)])
             : "";
}
bool May(const v1::Viewer& viewer, Action action) {
  const auto& actions = viewer.actions();
  return std::find(actions.begin(), actions.end(), permissions::WordOf(action)) != actions.end();
}
bool IsStaff(const v1::Viewer& viewer) { return May(viewer, Action::kReadAllGrades); }

Result<Access> Enter(database::Connection& connection, const v1::Viewer& viewer,
                     const std::string& course, Action action, const std::string& as) {
  if (viewer.tenant().empty() || viewer.person().empty())
    return Unauthenticated("viewer: who asks is missing");
  if (!as.empty() && as != "student") return InvalidArgument("as: \"student\" or nothing");
  const std::string missing = "there is no course \"" + course + "\" that you are in";
  if (!May(viewer, Action::kReadCourse)) return NotFound(missing);
  Access access;
  ASSAY_ASSIGN_OR_RETURN(
      access.course, One<v1::Course>(connection, kCourse,
                                     database::Params().Add(viewer.tenant()).Add(course), missing));
  access.staff = IsStaff(viewer);
  access.teacher = May(viewer, Action::kReleaseGrades);
  access.all = access.staff && as.empty();
  if (!access.course.published() && !access.staff) return NotFound(missing);
  if (!May(viewer, action))
    return PermissionDenied("this needs the right \"" + std::string(permissions::WordOf(action)) +
                            "\" in the course");
  return access;
}

Result<v1::Empty> DropItem(Core& core, const v1::ItemRequest& request, Action action,
                           const database::Statement& statement, const std::string& what) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), action).status());
  ASSAY_ASSIGN_OR_RETURN(
      const database::Rows gone,
      connection->Execute(
          statement,
          database::Params().Add(viewer.tenant()).Add(request.course()).Add(request.id())));
  if (gone.empty()) return NotFound("there is no such " + what + " in the course");
  return v1::Empty();
}

Status CheckText(const std::string& field, const std::string& text, size_t most,
                 bool may_be_empty) {
  if (text.size() > most)
    return InvalidArgument(field + ": at most " + std::to_string(most) + " bytes");
  if (text.find('\0') != std::string::npos) return InvalidArgument(field + ": a NUL byte");
  if (!may_be_empty && text.find_first_not_of(" \t\r\n") == std::string::npos)
    return InvalidArgument(field + ": is missing");
  return OkStatus();
}

bool IsSlug(const std::string& text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || text.size() > 100 || !plain(text.front())) return false;
  for (const char c : text)
    if (!plain(c) && c != '.' && c != '_' && c != '-') return false;
  return true;
}

}  // namespace assay::courses
