#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Who may do what. This is the only place that decides it, for the gateway, for identity and for
// every other part of the LMS: code names an action and asks. Values only; thread-safe.
namespace assay::permissions {

// In the order of assay.identity.v1.Role. Each may be given by whoever stands above it (MayGive).
enum class Role : uint8_t { kOwner, kInstructor, kAssistant, kGrader, kStudent, kObserver };
inline constexpr int kRoles = 6;

enum Scopes : uint8_t {
  kNoScope = 0,
  kSubmitScope = 1U << 0U,
  kReadScope = 1U << 1U,
  kManageScope = 1U << 2U,
  kAdminScope = 1U << 3U,
  // Only sessions have it, no token: what changes how somebody signs in is done by a person.
  kSessionScope = 1U << 4U,
};
// "submit read"; unknown words are no scope.
uint8_t ParseScopes(const std::vector<std::string>& words);

// One row of the table in permissions.cc. Values are not stored and may be put in order anew; what
// is stored is WordOf.
enum class Action : uint8_t {
  // Submissions
  kSubmit,      // hand something in for a problem
  kSubmitExam,  // in the class of exams
  kRead,        // submissions and reports, events: one's own
  kReadOthers,  // of others, and as instructors see them
  kCancel,      // one's own
  kCancelOthers,
  // Problems and grading
  kReadProblem,
  kWriteProblem,
  kRejudge,
  kWatchCourse,  // the board
  kSeeQueue,
  kSeeWorkers,
  kSetWorker,
  kDeadLetters,
  kWebhooks,
  kMeasure,  // jobs without work
  // Similarity
  kReadSimilarity,
  kRunSimilarity,
  kDecideSimilarity,  // say what a pair is: copied, allowed, a false alarm
  // Courses
  kReadCourse,    // what is published in it
  kCreateCourse,  // in the tenant
  kWriteCourse,   // modules, pages, assignments, deadlines
  kOwnCourse,     // archive, delete, give away
  kReadGrades,    // one's own
  kReadAllGrades,
  kWriteGrades,
  kReleaseGrades,
  kModerateGrades,  // who grades what, and what counts where graders differ
  kExtendDeadline,  // for one person or group
  kReadAnalytics,
  kDiscuss,
  kModerate,
  kJoinLive,
  kHostLive,
  // People of a course
  kReadRoster,
  kManageRoster,  // roles, invitations, import; see MayGive
  kManageGroups,
  // People of the tenant
  kReadPeople,
  kManagePeople,
  kReadAudit,
  kExportOthers,  // everything about another person
  kErasePerson,
  kManageTenant,  // sign-in providers, retention
  // Oneself
  kTokens,    // list and revoke one's own
  kSecurity,  // password, second factor, new tokens, sessions
  kExportSelf,
  kSelf,  // what the token is
};
inline constexpr int kActions = static_cast<int>(Action::kSelf) + 1;

// "submissions.read_others"
std::string_view WordOf(Action action);
std::optional<Action> ActionOf(std::string_view word);

// A set of actions.
using ActionSet = uint64_t;
static_assert(kActions <= 64);
constexpr ActionSet BitOf(Action action) { return ActionSet{1} << static_cast<unsigned>(action); }

// What a person is in one course: a role, and what was allowed or forbidden beside it. What is
// forbidden wins.
struct Membership {
  std::string course;
  Role role = Role::kObserver;
  ActionSet allowed = 0;
  ActionSet forbidden = 0;
  bool operator==(const Membership&) const = default;
};

// A person as identity describes them, and what they may be used for whatever proves them.
struct Principal {
  std::string id, tenant, name, email;
  bool administrator = false;     // of the tenant
  bool operates = false;          // looks after the machines that all tenants share
  std::vector<Membership> roles;  // by course
  uint8_t scopes = kNoScope;
  std::string token_id;  // of the token, or of the session
  std::chrono::system_clock::time_point expires_at;
  // Not empty: a session in a browser, whose requests that change something carry this.
  std::string csrf_token;
};

struct Verdict {
  bool allowed = false;
  // For the person: what is missing. Empty where allowed.
  std::string_view why;
};

// Whether the token and the person could do it at all, in some course.
Verdict MayEver(const Principal& who, Action action);
// In `course`; "": what belongs to no course, which is the tenant's.
Verdict MayIn(const Principal& who, Action action, std::string_view course);

// The courses in which MayIn says yes; for administrators see `administrator`.
std::vector<std::string> CoursesFor(const Principal& who, Action action);

// All that MayIn allows in `course`, in the order of Action: for whoever draws buttons.
std::vector<Action> AllowedIn(const Principal& who, std::string_view course);

// Whether somebody who may manage the roster of `course` may give this role there, or take it:
// owners any, instructors those below them. Administrators any.
Verdict MayGive(const Principal& who, Role role, std::string_view course);

// Which actions may be allowed to, or forbidden to, one person beside their role: those of a
// course. What is the tenant's or one's own is never given so.
bool IsOfCourse(Action action);

}  // namespace assay::permissions
