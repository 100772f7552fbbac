#include "lms/gateway/hidden_problems.h"

#include <utility>

#include "lms/gateway/course_route.h"

namespace assay::gateway {
namespace {

using courses_v1::Assignments;

// One course after the other: as the person sees it, then as its staff does.
class Search : public std::enable_shared_from_this<Search> {
 public:
  Search(CallPtr call, const std::set<std::string>& courses, HiddenDone done)
      : call_(std::move(call)), done_(std::move(done)) {
    for (const std::string& course : courses)
      if (!course.empty() && !MayIn(call_->who(), Action::kReadAllGrades, course).allowed)
        left_.insert(course);
  }

  void Next() {
    if (left_.empty()) return done_({}, hidden_);
    const std::string course = left_.extract(left_.begin()).value();
    Ask(course, call_->who(),
        [self = shared_from_this(), course](const Reply& reply, const Assignments& seen) {
          const bool closed = reply.status.code() == StatusCode::kNotFound;
          if (!reply.ok() && !closed) return self->done_(reply, {});
          self->Compare(course, closed, seen);
        });
  }

 private:
  using Answered = std::function<void(const Reply&, const Assignments&)>;

  void Ask(const std::string& course, const Principal& who, Answered answered) {
    courses_v1::CourseRequest request;
    *request.mutable_viewer() = ViewerOf(who, course, call_->request().peer);
    request.set_course(course);
    static const std::string kPath = CoursePath("ListAssignments");
    call_->api().courses()->Call(
        Method<courses_v1::CourseRequest, Assignments>{kPath.c_str()}, request, call_->Upstream(),
        [answered = std::move(answered)](const Reply& reply, const Assignments& assignments) {
          answered(reply, assignments);
        });
  }

  void Compare(const std::string& course, bool closed, const Assignments& seen) {
    Principal staff = call_->who();
    staff.administrator = true;
    staff.scopes = kAdminScope;
    Ask(course, staff,
        [self = shared_from_this(), course, closed, seen](const Reply& reply,
                                                          const Assignments& all) {
          // A course that assay-courses knows nothing of hides nothing.
          if (reply.status.code() == StatusCode::kNotFound) return self->Next();
          if (!reply.ok()) return self->done_(reply, {});
          if (closed) {
            self->hidden_.courses.insert(course);
            return self->Next();
          }
          std::set<std::string> known;
          for (const auto& one : seen.assignments()) {
            known.insert(one.problem());
            known.insert(one.problems().begin(), one.problems().end());
          }
          const auto hide = [&](const std::string& problem) {
            if (!known.contains(problem)) self->hidden_.problems.insert(problem);
          };
          for (const auto& one : all.assignments()) {
            hide(one.problem());
            for (const std::string& problem : one.problems()) hide(problem);
          }
          self->Next();
        });
  }

  const CallPtr call_;
  const HiddenDone done_;
  std::set<std::string> left_;
  HiddenProblems hidden_;
};

}  // namespace

void FindHiddenProblems(const CallPtr& call, const std::set<std::string>& courses,
                        HiddenDone done) {
  if (call->api().courses() == nullptr) return done({}, {});
  std::make_shared<Search>(call, courses, std::move(done))->Next();
}

}  // namespace assay::gateway
