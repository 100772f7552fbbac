#include "lms/permissions/permissions.h"

#include <algorithm>
#include <array>

namespace assay::permissions {
namespace {

constexpr uint8_t Bit(Role role) { return static_cast<uint8_t>(1U << static_cast<unsigned>(role)); }

constexpr uint8_t kOwners = Bit(Role::kOwner);
constexpr uint8_t kTeachers = kOwners | Bit(Role::kInstructor);
constexpr uint8_t kHelpers = kTeachers | Bit(Role::kAssistant);
constexpr uint8_t kStaff = kHelpers | Bit(Role::kGrader);
constexpr uint8_t kWorking = kStaff | Bit(Role::kStudent);
constexpr uint8_t kMembers = kWorking | Bit(Role::kObserver);
constexpr uint8_t kNobody = 0;

// What belongs to no course.
enum class Outside : uint8_t {
  kEverybody,
  kAdministrators,
  kOperators,  // of what all tenants share: their own administrators are not asked
};

struct Rule {
  Action action;
  std::string_view word;
  uint8_t scope;
  uint8_t roles;  // in the course; administrators of the tenant always
  Outside outside;
  std::string_view why;
};

constexpr auto kEverybody = Outside::kEverybody;
constexpr auto kAdministrators = Outside::kAdministrators;
constexpr auto kOperators = Outside::kOperators;

// In the order of Action: the test goes through them all.
constexpr auto kRules = std::to_array<Rule>({
    {Action::kSubmit, "submissions.submit", kSubmitScope, kWorking, kEverybody,
     "handing in needs a role in the course of the problem"},
    {Action::kSubmitExam, "submissions.submit_exam", kSubmitScope, kStaff, kAdministrators,
     "class \"exam\" is set by the staff of the course"},
    {Action::kRead, "submissions.read", kReadScope, kMembers, kEverybody,
     "this is not yours to see"},
    {Action::kReadOthers, "submissions.read_others", kReadScope, kStaff, kAdministrators,
     "what others handed in is seen by the staff of the course"},
    {Action::kCancel, "submissions.cancel", kSubmitScope, kMembers, kEverybody,
     "this is not yours to cancel"},
    {Action::kCancelOthers, "submissions.cancel_others", kSubmitScope, kHelpers, kAdministrators,
     "what others handed in is cancelled by assistants and instructors of the course"},
    {Action::kReadProblem, "problems.read", kReadScope, kMembers, kEverybody,
     "problems are seen by those who have a role in their course"},
    {Action::kWriteProblem, "problems.write", kManageScope, kTeachers, kAdministrators,
     "problems are written by instructors of the course"},
    {Action::kRejudge, "problems.rejudge", kManageScope, kTeachers, kAdministrators,
     "rejudging is for instructors of the course; without a course for administrators"},
    {Action::kWatchCourse, "board.watch", kReadScope, kStaff, kAdministrators,
     "the board of a course is for its staff"},
    {Action::kSeeQueue, "board.queue", kReadScope, kStaff, kAdministrators,
     "the queue is seen by staff and administrators"},
    {Action::kSeeWorkers, "workers.read", kManageScope, kNobody, kAdministrators,
     "workers are for administrators"},
    {Action::kSetWorker, "workers.set", kAdminScope, kNobody, kOperators,
     "workers serve every tenant: they are for the operators of this installation"},
    {Action::kDeadLetters, "workers.dead_letters", kManageScope, kNobody, kAdministrators,
     "dead letters are for administrators"},
    {Action::kWebhooks, "webhooks.manage", kManageScope, kTeachers, kAdministrators,
     "webhooks of a course are for its instructors, those of all courses for administrators"},
    {Action::kMeasure, "workers.measure", kAdminScope, kNobody, kOperators,
     "jobs without work are for the operators of this installation"},
    {Action::kReadSimilarity, "similarity.read", kReadScope, kHelpers, kAdministrators,
     "what is similar is seen by assistants and instructors of the course"},
    {Action::kRunSimilarity, "similarity.run", kManageScope, kTeachers, kAdministrators,
     "comparing submissions is for instructors of the course"},
    {Action::kDecideSimilarity, "similarity.decide", kManageScope, kTeachers, kAdministrators,
     "what a similarity means is decided by instructors of the course"},
    {Action::kReadCourse, "course.read", kReadScope, kMembers, kAdministrators,
     "a course is seen by those who have a role in it"},
    {Action::kCreateCourse, "course.create", kManageScope, kNobody, kAdministrators,
     "courses are made by administrators"},
    {Action::kWriteCourse, "course.write", kManageScope, kTeachers, kAdministrators,
     "a course is written by its instructors"},
    {Action::kOwnCourse, "course.own", kManageScope, kOwners, kAdministrators,
     "this is for the owner of the course"},
    {Action::kReadGrades, "grades.read", kReadScope, kMembers, kAdministrators,
     "grades are seen by those who have a role in the course"},
    {Action::kReadAllGrades, "grades.read_all", kReadScope, kStaff, kAdministrators,
     "the grades of others are seen by the staff of the course"},
    {Action::kWriteGrades, "grades.write", kManageScope, kStaff, kAdministrators,
     "grades are given by the staff of the course"},
    {Action::kReleaseGrades, "grades.release", kManageScope, kTeachers, kAdministrators,
     "grades are released by instructors of the course"},
    {Action::kModerateGrades, "grades.moderate", kManageScope, kTeachers, kAdministrators,
     "who grades what, and what counts where graders differ, is decided by instructors of the "
     "course"},
    {Action::kExtendDeadline, "course.extend", kManageScope, kHelpers, kAdministrators,
     "deadlines are extended by assistants and instructors of the course"},
    {Action::kReadAnalytics, "analytics.read", kReadScope, kHelpers, kAdministrators,
     "analytics are for assistants and instructors of the course"},
    {Action::kDiscuss, "discussion.write", kSubmitScope, kWorking, kAdministrators,
     "discussions are for those who take part in the course"},
    {Action::kModerate, "discussion.moderate", kManageScope, kHelpers, kAdministrators,
     "discussions are moderated by assistants and instructors of the course"},
    {Action::kJoinLive, "live.join", kReadScope, kMembers, kAdministrators,
     "live sessions are for those who have a role in the course"},
    {Action::kHostLive, "live.host", kManageScope, kHelpers, kAdministrators,
     "live sessions are held by assistants and instructors of the course"},
    {Action::kReadRoster, "roster.read", kReadScope, kStaff, kAdministrators,
     "who is in a course is seen by its staff"},
    {Action::kManageRoster, "roster.manage", kManageScope, kTeachers, kAdministrators,
     "who is in a course is decided by its instructors"},
    {Action::kManageGroups, "groups.manage", kManageScope, kHelpers, kAdministrators,
     "groups are made by assistants and instructors of the course"},
    {Action::kReadPeople, "people.read", kReadScope, kNobody, kAdministrators,
     "people of the organisation are seen by administrators"},
    {Action::kManagePeople, "people.manage", kAdminScope, kNobody, kAdministrators,
     "people of the organisation are managed by administrators"},
    {Action::kReadAudit, "audit.read", kAdminScope, kNobody, kAdministrators,
     "the audit log is for administrators"},
    {Action::kExportOthers, "people.export", kAdminScope, kNobody, kAdministrators,
     "what is known about others is exported by administrators"},
    {Action::kErasePerson, "people.erase", kAdminScope, kNobody, kAdministrators,
     "people are erased by administrators"},
    {Action::kManageTenant, "tenant.manage", kAdminScope, kNobody, kAdministrators,
     "the organisation is managed by administrators"},
    {Action::kTokens, "self.tokens", kReadScope, kMembers, kEverybody, "this course is not yours"},
    {Action::kSecurity, "self.security", kSessionScope, kMembers, kEverybody,
     "this course is not yours"},
    {Action::kExportSelf, "self.export", kReadScope, kMembers, kEverybody,
     "this course is not yours"},
    {Action::kSelf, "self.read", kNoScope, kMembers, kEverybody, "this course is not yours"},
});
static_assert(kRules.size() == kActions);

constexpr bool InOrder() {
  for (size_t i = 0; i < kRules.size(); ++i)
    if (static_cast<size_t>(kRules[i].action) != i) return false;
  return true;
}
static_assert(InOrder(), "rules stand in the order of Action");

const Rule& RuleOf(Action action) { return kRules[static_cast<size_t>(action)]; }

std::string_view MissingScope(uint8_t scope) {
  switch (scope) {
    case kSubmitScope:
      return "the token lacks the scope \"submit\"";
    case kReadScope:
      return "the token lacks the scope \"read\"";
    case kManageScope:
      return "the token lacks the scope \"manage\"";
    case kSessionScope:
      return "a token cannot do this; sign in with your password";
    default:
      return "the token lacks the scope \"admin\"";
  }
}

bool HasScope(const Principal& who, uint8_t scope) {
  if (scope == kNoScope) return true;
  if (scope == kSessionScope) return (who.scopes & kSessionScope) != 0;
  if ((who.scopes & kAdminScope) != 0) return true;
  if (scope == kReadScope && (who.scopes & kManageScope) != 0) return true;
  return (who.scopes & scope) != 0;
}

bool Holds(const Membership& membership, const Rule& rule) {
  const ActionSet bit = BitOf(rule.action);
  if ((membership.forbidden & bit) != 0 && IsOfCourse(rule.action)) return false;
  if ((membership.allowed & bit) != 0 && IsOfCourse(rule.action)) return true;
  return (rule.roles & Bit(membership.role)) != 0;
}

bool Forbids(const Membership& membership, Action action) {
  return (membership.forbidden & BitOf(action)) != 0 && IsOfCourse(action);
}

Verdict OperatorsOnly(const Principal& who, const Rule& rule) {
  if (who.administrator && who.operates) return {true, {}};
  return {false, rule.why};
}

}  // namespace

uint8_t ParseScopes(const std::vector<std::string>& words) {
  uint8_t scopes = kNoScope;
  for (const std::string& word : words) {
    if (word == "submit") scopes |= kSubmitScope;
    if (word == "read") scopes |= kReadScope;
    if (word == "manage") scopes |= kManageScope;
    if (word == "admin") scopes |= kAdminScope;
    if (word == "session") scopes |= kSessionScope;
  }
  return scopes;
}

std::string_view WordOf(Action action) { return RuleOf(action).word; }

std::optional<Action> ActionOf(std::string_view word) {
  for (const Rule& rule : kRules)
    if (rule.word == word) return rule.action;
  return std::nullopt;
}

bool IsOfCourse(Action action) {
  return action < Action::kReadPeople && RuleOf(action).roles != kNobody;
}

Verdict MayEver(const Principal& who, Action action) {
  const Rule& rule = RuleOf(action);
  if (!HasScope(who, rule.scope)) return {false, MissingScope(rule.scope)};
  if (rule.outside == Outside::kOperators) return OperatorsOnly(who, rule);
  if (who.administrator || rule.outside == Outside::kEverybody) return {true, {}};
  for (const Membership& one : who.roles)
    if (Holds(one, rule)) return {true, {}};
  return {false, rule.why};
}

Verdict MayIn(const Principal& who, Action action, std::string_view course) {
  const Rule& rule = RuleOf(action);
  if (!HasScope(who, rule.scope)) return {false, MissingScope(rule.scope)};
  if (rule.outside == Outside::kOperators) return OperatorsOnly(who, rule);
  if (who.administrator) return {true, {}};
  if (course.empty()) {
    if (rule.outside == Outside::kEverybody) return {true, {}};
    return {false, rule.why};
  }
  // A person may have several roles in one course: the one that allows most counts, and what one
  // of them forbids is forbidden.
  bool holds = false;
  for (const Membership& one : who.roles) {
    if (one.course != course) continue;
    if (Forbids(one, action)) return {false, rule.why};
    holds = holds || Holds(one, rule);
  }
  if (holds) return {true, {}};
  return {false, rule.why};
}

std::vector<std::string> CoursesFor(const Principal& who, Action action) {
  std::vector<std::string> courses;
  for (const Membership& one : who.roles) {
    const Rule& rule = RuleOf(action);
    if (!HasScope(who, rule.scope) || !Holds(one, rule)) continue;
    if (who.administrator || MayIn(who, action, one.course).allowed) courses.push_back(one.course);
  }
  return courses;
}

std::vector<Action> AllowedIn(const Principal& who, std::string_view course) {
  std::vector<Action> actions;
  for (const Rule& rule : kRules)
    if (MayIn(who, rule.action, course).allowed) actions.push_back(rule.action);
  return actions;
}

Verdict MayGive(const Principal& who, Role role, std::string_view course) {
  const Verdict manages = MayIn(who, Action::kManageRoster, course);
  if (!manages.allowed || who.administrator) return manages;
  for (const Membership& one : who.roles) {
    if (one.course != course) continue;
    if (one.role == Role::kOwner || one.role < role) return {true, {}};
  }
  return {false, "a role is given and taken by those above it: instructors and owners by owners"};
}

}  // namespace assay::permissions
