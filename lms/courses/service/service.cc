#include "lms/courses/service/service.h"

#include "assay/courses/v1/courses.grpc.pb.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/serving.h"

namespace assay::courses {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class Service final : public v1::CoursesService::CallbackService {
 public:
  Service(Core& core, metrics::Registry& metrics, trace::Tracer& tracer)
      : core_(core), serving_(core, metrics, tracer) {}

#define ASSAY_CALL(Name, Request, Response)                                                      \
  Reactor* Name(Context* context, const v1::Request* request, v1::Response* response) override { \
    return serving_.Serve(*context, #Name, [this, request, response]() -> Status {               \
      auto result = calls::Name(core_, *request);                                                \
      if (!result.ok()) return std::move(result).status();                                       \
      *response = std::move(result).value();                                                     \
      return OkStatus();                                                                         \
    });                                                                                          \
  }
  ASSAY_COURSES_CALLS(ASSAY_CALL)
#undef ASSAY_CALL

 private:
  Core& core_;
  Serving serving_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeService(Core& core, metrics::Registry& metrics,
                                           trace::Tracer& tracer) {
  return std::make_shared<Service>(core, metrics, tracer);
}

}  // namespace assay::courses
