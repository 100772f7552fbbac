#include "lms/courses/service/service.h"

#include "assay/courses/v1/cartridges.grpc.pb.h"
#include "assay/courses/v1/courses.grpc.pb.h"
#include "assay/courses/v1/moderation.grpc.pb.h"
#include "assay/courses/v1/quizzes.grpc.pb.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/cartridge_calls.h"
#include "lms/courses/service/moderation_calls.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/serving.h"

namespace assay::courses {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// What all faces of the room share.
struct Desk {
  Core& core;
  Serving serving;  // last: its tasks use the other
};

#define ASSAY_CALL(Name, Request, Response)                                                      \
  Reactor* Name(Context* context, const v1::Request* request, v1::Response* response) override { \
    return desk_->serving.Serve(*context, #Name, [this, request, response]() -> Status {         \
      auto result = calls::Name(desk_->core, *request);                                          \
      if (!result.ok()) return std::move(result).status();                                       \
      *response = std::move(result).value();                                                     \
      return OkStatus();                                                                         \
    });                                                                                          \
  }

class Courses final : public v1::CoursesService::CallbackService {
 public:
  explicit Courses(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
  ASSAY_COURSES_CALLS(ASSAY_CALL)

 private:
  const std::shared_ptr<Desk> desk_;
};

class Quizzes final : public v1::QuizzesService::CallbackService {
 public:
  explicit Quizzes(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
  ASSAY_QUIZZES_CALLS(ASSAY_CALL)

 private:
  const std::shared_ptr<Desk> desk_;
};

class Moderators final : public v1::ModerationService::CallbackService {
 public:
  explicit Moderators(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
  ASSAY_MODERATION_CALLS(ASSAY_CALL)

 private:
  const std::shared_ptr<Desk> desk_;
};

class Cartridges final : public v1::CartridgesService::CallbackService {
 public:
  explicit Cartridges(std::shared_ptr<Desk> desk) : desk_(std::move(desk)) {}
  ASSAY_CALL(ImportCartridge, ImportCartridgeRequest, CartridgeImport)

 private:
  const std::shared_ptr<Desk> desk_;
};
#undef ASSAY_CALL

}  // namespace

std::vector<std::shared_ptr<grpc::Service>> MakeServices(Core& core, metrics::Registry& metrics,
                                                         trace::Tracer& tracer) {
  const std::shared_ptr<Desk> desk(new Desk{core, {core, metrics, tracer}});
  return {std::make_shared<Courses>(desk), std::make_shared<Quizzes>(desk),
          std::make_shared<Cartridges>(desk), std::make_shared<Moderators>(desk)};
}

}  // namespace assay::courses
