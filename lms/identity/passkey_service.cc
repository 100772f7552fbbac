#include <google/protobuf/util/time_util.h>

#include "assay/identity/v1/passkeys.grpc.pb.h"
#include "common/crypto/encoding.h"
#include "lms/identity/convert.h"
#include "lms/identity/passkeys.h"
#include "lms/identity/service.h"
#include "lms/identity/serving.h"

namespace assay::identity {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kThreads = 4;
constexpr size_t kWaiting = 1000;

// A field of base64url into bytes.
Status Decode(const std::string& text, const char* field, std::string& bytes) {
  Result<std::string> decoded = crypto::Base64UrlDecode(text);
  if (!decoded.ok() || text.empty()) return InvalidArgument(std::string(field) + ": is base64url");
  bytes = *std::move(decoded);
  return OkStatus();
}

v1::Passkey ToProto(const Passkey& passkey) {
  v1::Passkey out;
  out.set_id(passkey.id);
  out.set_name(passkey.name);
  *out.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(passkey.created_at_us);
  if (passkey.used_at_us != 0)
    *out.mutable_used_at() = TimeUtil::MicrosecondsToTimestamp(passkey.used_at_us);
  return out;
}

class Service final : public v1::PasskeyService::CallbackService {
 public:
  Service(const ServiceParts& parts, log::Logger logger)
      : sign_in_(parts.pool, parts.rules, parts.vault, HashCost(), &parts.journal),
        passkeys_(parts.pool, sign_in_, &parts.journal),
        serving_(std::move(logger), parts.metrics, parts.tracer, kThreads, kWaiting) {}

  Reactor* ListPasskeys(ServerContext* context, const v1::ListPasskeysRequest* in,
                        v1::ListPasskeysResponse* out) override {
    return Serve(*context, "ListPasskeys", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto passkeys, passkeys_.List(in->person()));
      for (const Passkey& passkey : passkeys) *out->add_passkeys() = ToProto(passkey);
      ASSAY_ASSIGN_OR_RETURN(const bool has, sign_in_.HasPassword(in->person()));
      out->set_has_password(has);
      return OkStatus();
    });
  }

  Reactor* StartPasskey(ServerContext* context, const v1::StartPasskeyRequest* in,
                        v1::PasskeyOptions* out) override {
    return Serve(*context, "StartPasskey", [this, context, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const RelyingParty party, RelyingPartyOf(in->origin()));
      ASSAY_ASSIGN_OR_RETURN(const bool has, sign_in_.HasPassword(in->person()));
      if (has) {
        std::chrono::seconds retry_after{};
        const Status right = sign_in_.Confirm(in->person(), in->password(), retry_after);
        Serving::SayWhen(*context, retry_after);
        if (!right.ok()) return right;
      } else {
        ASSAY_RETURN_IF_ERROR(sign_in_.MayOpenOwnDoor(in->person()));
      }
      ASSAY_ASSIGN_OR_RETURN(const auto options, passkeys_.StartNew(in->person()));
      out->set_challenge(options.challenge);
      out->set_rp_id(party.id);
      out->set_user(options.user);
      out->set_name(options.name);
      out->set_display_name(options.display_name);
      for (const std::string& one : options.credentials) out->add_credentials(one);
      return OkStatus();
    });
  }

  Reactor* FinishPasskey(ServerContext* context, const v1::FinishPasskeyRequest* in,
                         v1::Passkey* out) override {
    return Serve(*context, "FinishPasskey", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const RelyingParty party, RelyingPartyOf(in->origin()));
      Passkeys::New made{in->actor().person(), in->passkey().name(), {}, {}, in->actor().address()};
      ASSAY_RETURN_IF_ERROR(Decode(in->passkey().client_data(), "client_data", made.client_data));
      ASSAY_RETURN_IF_ERROR(Decode(in->passkey().authenticator_data(), "authenticator_data",
                                   made.authenticator_data));
      ASSAY_ASSIGN_OR_RETURN(const Passkey kept, passkeys_.FinishNew(made, party));
      *out = ToProto(kept);
      return OkStatus();
    });
  }

  Reactor* RenamePasskey(ServerContext* context, const v1::RenamePasskeyRequest* in,
                         v1::RenamePasskeyResponse*) override {
    return Serve(*context, "RenamePasskey",
                 [this, in] { return passkeys_.Rename(in->person(), in->id(), in->name()); });
  }

  Reactor* RemovePasskey(ServerContext* context, const v1::RemovePasskeyRequest* in,
                         v1::RemovePasskeyResponse*) override {
    return Serve(*context, "RemovePasskey", [this, in] {
      return passkeys_.Remove({in->actor().person(), in->actor().address()}, in->person(),
                              in->id());
    });
  }

  Reactor* StartPasskeySignIn(ServerContext* context, const v1::StartPasskeySignInRequest* in,
                              v1::PasskeySignInOptions* out) override {
    return Serve(*context, "StartPasskeySignIn", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const RelyingParty party, RelyingPartyOf(in->origin()));
      ASSAY_ASSIGN_OR_RETURN(*out->mutable_challenge(), passkeys_.StartSignIn());
      out->set_rp_id(party.id);
      return OkStatus();
    });
  }

  Reactor* FinishPasskeySignIn(ServerContext* context, const v1::FinishPasskeySignInRequest* in,
                               v1::SignInResponse* out) override {
    return Serve(*context, "FinishPasskeySignIn", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const RelyingParty party, RelyingPartyOf(in->origin()));
      const v1::PasskeySignIn& said = in->answer();
      Passkeys::Answer answer;
      answer.credential = said.credential();
      answer.client = {in->client().address(), in->client().agent()};
      PasskeyAnswer& signed_data = answer.signed_data;
      ASSAY_RETURN_IF_ERROR(Decode(said.user(), "user", answer.user));
      ASSAY_RETURN_IF_ERROR(Decode(said.client_data(), "client_data", signed_data.client_data));
      ASSAY_RETURN_IF_ERROR(
          Decode(said.authenticator_data(), "authenticator_data", signed_data.authenticator_data));
      ASSAY_RETURN_IF_ERROR(Decode(said.signature(), "signature", signed_data.signature));
      ASSAY_ASSIGN_OR_RETURN(const SignedIn done, passkeys_.FinishSignIn(answer, party));
      *out = identity::ToProto(done);
      return OkStatus();
    });
  }

 private:
  Reactor* Serve(ServerContext& context, std::string_view method, std::function<Status()> body) {
    return serving_.Serve(context, method, {"gateway"}, std::move(body));
  }

  SignIn sign_in_;
  Passkeys passkeys_;
  Serving serving_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakePasskeyService(const ServiceParts& parts, log::Logger logger) {
  return std::make_shared<Service>(parts, std::move(logger));
}

}  // namespace assay::identity
