#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Who may do what. This is the only place that decides it: routes name an action and ask.
namespace assay::gateway {

enum class Role : uint8_t { kOwner, kInstructor, kAssistant, kGrader, kStudent, kObserver };

enum Scopes : uint8_t {
  kNoScope = 0,
  kSubmitScope = 1U << 0U,
  kReadScope = 1U << 1U,
  kManageScope = 1U << 2U,
  kAdminScope = 1U << 3U,
};
// "submit read"; unknown words are no scope.
uint8_t ParseScopes(const std::vector<std::string>& words);

// A person as identity describes them, and what their token may be used for.
struct Principal {
  std::string id, tenant, name, email;
  bool administrator = false;                       // of the tenant
  std::vector<std::pair<std::string, Role>> roles;  // by course
  uint8_t scopes = kNoScope;
  std::string token_id;
  std::chrono::system_clock::time_point expires_at;
};

enum class Action : uint8_t {
  kSubmit,      // hand something in for a problem
  kSubmitExam,  // in the class of exams
  kRead,        // submissions and reports, events: one's own
  kReadOthers,  // of others, and as instructors see them
  kCancel,      // one's own
  kCancelOthers,
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
  kSelf,     // what the token is
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

}  // namespace assay::gateway
