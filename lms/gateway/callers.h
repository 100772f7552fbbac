#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lms/gateway/api.h"
#include "lms/gateway/methods.h"

// For whom the judge is asked. Access is decided here, by access.h, before the judge hears of a
// request.
namespace assay::gateway {

judge_v1::Caller CallerOf(const Principal& who, bool staff);

// As whom `who` may touch one submission: as staff where `others` is allowed in its course, else as
// its owner; the judge shows owners only their own. `done` gets a failed Reply (NOT_FOUND for what
// is somebody else's: that it exists is nobody's business) or the caller. `who` is kept as long as
// it takes.
using CallerDone = std::function<void(const Reply&, const judge_v1::Caller&)>;
void ResolveCaller(const Api& api, const std::shared_ptr<const Principal>& who,
                   const CallOptions& options, Action others, const std::string& submission,
                   CallerDone done);
// The same for a route with {id}, which answers by itself where it fails.
void WithCaller(const CallPtr& call, Action others,
                std::function<void(const judge_v1::Caller&)> next);

// The courses of problems, remembered for half a minute: each submission asks for one. Thread-safe.
class ProblemCourses {
 public:
  ProblemCourses();
  using Done = std::function<void(const Reply&, const std::string& course)>;
  void Find(const Api& api, const Principal& who, const CallOptions& options,
            const std::string& problem, Done done) const;
  void Forget(const std::string& tenant, const std::string& problem) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace assay::gateway
