#include "lms/gateway/access.h"

#include <array>

namespace assay::gateway {
namespace {

constexpr uint8_t Bit(Role role) { return static_cast<uint8_t>(1U << static_cast<unsigned>(role)); }

constexpr uint8_t kTeachers = Bit(Role::kOwner) | Bit(Role::kInstructor);
constexpr uint8_t kHelpers = kTeachers | Bit(Role::kAssistant);
constexpr uint8_t kStaff = kHelpers | Bit(Role::kGrader);
constexpr uint8_t kWorking = kStaff | Bit(Role::kStudent);
constexpr uint8_t kMembers = kWorking | Bit(Role::kObserver);
constexpr uint8_t kNobody = 0;

// What belongs to no course.
enum class Outside : uint8_t { kEverybody, kAdministrators };

struct Rule {
  Action action;
  uint8_t scope;
  uint8_t roles;  // in the course; administrators of the tenant always
  Outside outside;
  std::string_view why;
};

constexpr auto kRules = std::to_array<Rule>({
    {Action::kSubmit, kSubmitScope, kWorking, Outside::kEverybody,
     "handing in needs a role in the course of the problem"},
    {Action::kSubmitExam, kSubmitScope, kStaff, Outside::kAdministrators,
     "class \"exam\" is set by the staff of the course"},
    {Action::kRead, kReadScope, kMembers, Outside::kEverybody, "this is not yours to see"},
    {Action::kReadOthers, kReadScope, kStaff, Outside::kAdministrators,
     "what others handed in is seen by the staff of the course"},
    {Action::kCancel, kSubmitScope, kMembers, Outside::kEverybody, "this is not yours to cancel"},
    {Action::kCancelOthers, kSubmitScope, kHelpers, Outside::kAdministrators,
     "what others handed in is cancelled by assistants and instructors of the course"},
    {Action::kReadProblem, kReadScope, kMembers, Outside::kEverybody,
     "problems are seen by those who have a role in their course"},
    {Action::kWriteProblem, kManageScope, kTeachers, Outside::kAdministrators,
     "problems are written by instructors of the course"},
    {Action::kRejudge, kManageScope, kTeachers, Outside::kAdministrators,
     "rejudging is for instructors of the course; without a course for administrators"},
    {Action::kWatchCourse, kReadScope, kStaff, Outside::kAdministrators,
     "the board of a course is for its staff"},
    {Action::kSeeQueue, kReadScope, kStaff, Outside::kAdministrators,
     "the queue is seen by staff and administrators"},
    {Action::kSeeWorkers, kManageScope, kNobody, Outside::kAdministrators,
     "workers are for administrators"},
    {Action::kSetWorker, kAdminScope, kNobody, Outside::kAdministrators,
     "workers are for administrators"},
    {Action::kDeadLetters, kManageScope, kNobody, Outside::kAdministrators,
     "dead letters are for administrators"},
    {Action::kWebhooks, kManageScope, kTeachers, Outside::kAdministrators,
     "webhooks of a course are for its instructors, those of all courses for administrators"},
    {Action::kMeasure, kAdminScope, kNobody, Outside::kAdministrators,
     "jobs without work are for administrators"},
    {Action::kSelf, kNoScope, kMembers, Outside::kEverybody, "this course is not yours"},
});

const Rule& RuleOf(Action action) {
  for (const Rule& rule : kRules)
    if (rule.action == action) return rule;
  return kRules.front();  // every action has one; the test goes through them all
}

std::string_view MissingScope(uint8_t scope) {
  switch (scope) {
    case kSubmitScope:
      return "the token lacks the scope \"submit\"";
    case kReadScope:
      return "the token lacks the scope \"read\"";
    case kManageScope:
      return "the token lacks the scope \"manage\"";
    default:
      return "the token lacks the scope \"admin\"";
  }
}

bool HasScope(const Principal& who, uint8_t scope) {
  if (scope == kNoScope || (who.scopes & kAdminScope) != 0) return true;
  if (scope == kReadScope && (who.scopes & kManageScope) != 0) return true;
  return (who.scopes & scope) != 0;
}

}  // namespace

uint8_t ParseScopes(const std::vector<std::string>& words) {
  uint8_t scopes = kNoScope;
  for (const std::string& word : words) {
    if (word == "submit") scopes |= kSubmitScope;
    if (word == "read") scopes |= kReadScope;
    if (word == "manage") scopes |= kManageScope;
    if (word == "admin") scopes |= kAdminScope;
  }
  return scopes;
}

Verdict MayEver(const Principal& who, Action action) {
  const Rule& rule = RuleOf(action);
  if (!HasScope(who, rule.scope)) return {false, MissingScope(rule.scope)};
  if (who.administrator || rule.outside == Outside::kEverybody) return {true, {}};
  for (const auto& [course, role] : who.roles)
    if ((rule.roles & Bit(role)) != 0) return {true, {}};
  return {false, rule.why};
}

Verdict MayIn(const Principal& who, Action action, std::string_view course) {
  const Rule& rule = RuleOf(action);
  if (!HasScope(who, rule.scope)) return {false, MissingScope(rule.scope)};
  if (who.administrator) return {true, {}};
  if (course.empty()) {
    if (rule.outside == Outside::kEverybody) return {true, {}};
    return {false, rule.why};
  }
  // A person may have several roles in one course: the one that allows most counts.
  for (const auto& [name, role] : who.roles)
    if (name == course && (rule.roles & Bit(role)) != 0) return {true, {}};
  return {false, rule.why};
}

std::vector<std::string> CoursesFor(const Principal& who, Action action) {
  std::vector<std::string> courses;
  const Rule& rule = RuleOf(action);
  if (!HasScope(who, rule.scope)) return courses;
  for (const auto& [name, role] : who.roles)
    if ((rule.roles & Bit(role)) != 0) courses.push_back(name);
  return courses;
}

}  // namespace assay::gateway
