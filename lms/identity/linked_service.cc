#include "assay/identity/v1/linked.grpc.pb.h"
#include "lms/identity/convert.h"
#include "lms/identity/linked_people.h"
#include "lms/identity/rows.h"
#include "lms/identity/service.h"
#include "lms/identity/serving.h"

namespace assay::identity {
namespace {

constexpr size_t kThreads = 4;
constexpr size_t kWaiting = 500;

class LinkedService final : public v1::LinkedService::CallbackService {
 public:
  LinkedService(const ServiceParts& parts, log::Logger logger)
      : pool_(parts.pool),
        journal_(parts.journal),
        sign_in_(parts.pool, parts.rules, parts.vault, HashCost(), &parts.journal),
        serving_(std::move(logger), parts.metrics, parts.tracer, kThreads, kWaiting) {}

  Reactor* LinkPeople(ServerContext* context, const v1::LinkPeopleRequest* in,
                      v1::LinkPeopleResponse* out) override {
    return serving_.Serve(*context, "LinkPeople", {"courses"}, [this, in, out]() -> Status {
      std::vector<LinkedOne> people;
      for (const auto& one : in->people())
        people.push_back({one.subject(), one.name(), static_cast<int>(one.role())});
      ASSAY_ASSIGN_OR_RETURN(const auto linked, LinkedPeople(pool_, For(in->actor()))
                                                    .Link(in->tenant(), in->issuer(), in->course(),
                                                          people, in->preview()));
      for (const Linked& one : linked) {
        auto& answer = *out->add_people();
        answer.set_person(one.person);
        answer.set_made(one.made);
        answer.set_before(static_cast<v1::Role>(one.before));
        answer.set_role(static_cast<v1::Role>(one.role));
        answer.set_kept(one.kept);
        answer.set_refused(one.refused);
      }
      return OkStatus();
    });
  }

  Reactor* SignInLinked(ServerContext* context, const v1::SignInLinkedRequest* in,
                        v1::SignInResponse* out) override {
    return serving_.Serve(*context, "SignInLinked", {"gateway"}, [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const SignedIn done,
                             LinkedPeople(pool_, For({}))
                                 .Begin(in->tenant(), in->issuer(), in->subject(),
                                        {in->client().address(), in->client().agent()}, sign_in_));
      out->set_secret(done.session->secret);
      *out->mutable_session() = ToProto(done.session->session);
      out->set_browser(done.browser);
      return OkStatus();
    });
  }

  Reactor* RecordAudit(ServerContext* context, const v1::RecordAuditRequest* in,
                       v1::RecordAuditResponse*) override {
    return serving_.Serve(*context, "RecordAudit", {"courses"}, [this, in]() -> Status {
      if (in->tenant().empty() || in->action().empty())
        return InvalidArgument("action: what happened, and in which tenant");
      ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
      return connection->InTransaction([&] {
        return For(in->actor())
            .Write(*connection, {in->tenant(),
                                 in->action(),
                                 {in->subjects().begin(), in->subjects().end()},
                                 in->detail(),
                                 "",
                                 ""});
      });
    });
  }

 private:
  Trail For(const v1::Actor& actor) { return {&journal_, {actor.person(), actor.address()}}; }

  database::Pool& pool_;
  Journal& journal_;
  SignIn sign_in_;
  Serving serving_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeLinkedService(const ServiceParts& parts, log::Logger logger) {
  return std::make_shared<LinkedService>(parts, std::move(logger));
}

}  // namespace assay::identity
