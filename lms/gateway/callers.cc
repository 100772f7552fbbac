#include "lms/gateway/callers.h"

#include <chrono>
#include <mutex>
#include <unordered_map>

namespace assay::gateway {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kRemember{30};
constexpr size_t kMaxProblems = 10'000;

}  // namespace

judge_v1::Caller CallerOf(const Principal& who, bool staff) {
  judge_v1::Caller caller;
  caller.set_tenant(who.tenant);
  caller.set_person(who.id);
  caller.set_staff(staff);
  return caller;
}

void ResolveCaller(const Api& api, const std::shared_ptr<const Principal>& who,
                   const CallOptions& options, Action others, const std::string& submission,
                   CallerDone done) {
  if (who->administrator) return done({}, CallerOf(*who, MayIn(*who, others, "").allowed));
  // Most people are nobody's staff, and the judge knows whose it is.
  if (CoursesFor(*who, others).empty()) return done({}, CallerOf(*who, false));
  judge_v1::GetSubmissionRequest request;
  *request.mutable_caller() = CallerOf(*who, true);
  request.set_id(submission);
  api.judge().Call(methods::kGetSubmission, request, options,
                   [who, others, submission, done = std::move(done)](
                       const Reply& reply, const judge_v1::Submission& found) {
                     if (!reply.ok()) return done(reply, {});
                     if (MayIn(*who, others, found.course()).allowed)
                       return done(reply, CallerOf(*who, true));
                     if (found.person() == who->id) return done(reply, CallerOf(*who, false));
                     done({NotFound("no submission " + submission), 0}, {});
                   });
}

void WithCaller(const CallPtr& call, Action others,
                std::function<void(const judge_v1::Caller&)> next) {
  ResolveCaller(call->api(), call->shared_who(), call->Upstream(), others, call->Param("id"),
                [call, next = std::move(next)](const Reply& reply, const judge_v1::Caller& caller) {
                  if (!reply.ok()) return call->Fail(reply);
                  next(caller);
                });
}

struct ProblemCourses::State {
  struct Known {
    std::string course;
    Clock::time_point until;
  };
  std::mutex mutex;
  std::unordered_map<std::string, Known> known;  // by "tenant/problem"
};

ProblemCourses::ProblemCourses() : state_(std::make_shared<State>()) {}

void ProblemCourses::Find(const Api& api, const Principal& who, const CallOptions& options,
                          const std::string& problem, Done done) const {
  const std::string key = who.tenant + "/" + problem;
  std::string course;
  bool known = false;
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->known.find(key);
    known = found != state_->known.end() && found->second.until > Clock::now();
    if (known) course = found->second.course;
  }
  if (known) return done({}, course);
  judge_v1::GetProblemRequest request;
  *request.mutable_caller() = CallerOf(who, true);
  request.set_id(problem);
  api.judge().Call(methods::kGetProblem, request, options,
                   [state = state_, key, done = std::move(done)](const Reply& reply,
                                                                 const judge_v1::Problem& found) {
                     if (reply.ok()) {
                       const std::lock_guard lock(state->mutex);
                       if (state->known.size() >= kMaxProblems) state->known.clear();
                       state->known[key] = {found.course(), Clock::now() + kRemember};
                     }
                     done(reply, found.course());
                   });
}

void ProblemCourses::Forget(const std::string& tenant, const std::string& problem) const {
  const std::lock_guard lock(state_->mutex);
  state_->known.erase(tenant + "/" + problem);
}

}  // namespace assay::gateway
