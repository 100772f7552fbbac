#include "assay/identity/v1/sign_on.grpc.pb.h"
#include "lms/identity/convert.h"
#include "lms/identity/provider_sign_in.h"
#include "lms/identity/service.h"
#include "lms/identity/serving.h"

namespace assay::identity {
namespace {

// A call may wait for another server for some seconds.
constexpr size_t kThreads = 8;
constexpr size_t kWaiting = 200;

SessionClient ClientOf(const v1::Client& client) { return {client.address(), client.agent()}; }

v1::Provider ToProto(const Provider& provider) {
  v1::Provider out;
  out.set_id(provider.id);
  out.set_name(provider.name);
  out.set_issuer(provider.issuer);
  out.set_client_id(provider.client_id);
  out.set_has_secret(provider.has_secret);
  for (const std::string& scope : provider.scopes) out.add_scopes(scope);
  out.set_name_claim(provider.name_claim);
  out.set_create_people(provider.create_people);
  for (const std::string& domain : provider.email_domains) out.add_email_domains(domain);
  out.set_disabled(provider.disabled);
  return out;
}

Provider FromProto(const v1::PutProviderRequest& in) {
  const v1::ProviderSettings& settings = in.settings();
  Provider provider;
  provider.id = in.id();
  provider.tenant = in.tenant();
  provider.name = settings.name();
  provider.issuer = settings.issuer();
  provider.client_id = settings.client_id();
  provider.scopes = ListOf(settings.scopes());
  provider.name_claim = settings.name_claim();
  provider.create_people = settings.create_people();
  provider.email_domains = ListOf(settings.email_domains());
  provider.disabled = settings.disabled();
  return provider;
}

class Service final : public v1::SignOnService::CallbackService {
 public:
  Service(const ServiceParts& parts, http::Client& client, log::Logger logger)
      : pool_(parts.pool),
        vault_(parts.vault),
        journal_(parts.journal),
        client_(client, time_),
        sign_in_(parts.pool, parts.rules, parts.vault, HashCost(), &parts.journal),
        provider_sign_in_(parts.pool, parts.vault, client_, sign_in_, &parts.journal),
        serving_(std::move(logger), parts.metrics, parts.tracer, kThreads, kWaiting) {}

  Reactor* PutProvider(ServerContext* context, const v1::PutProviderRequest* in,
                       v1::Provider* out) override {
    return Serve(*context, "PutProvider", [this, in, out]() -> Status {
      Provider provider = FromProto(*in);
      ASSAY_RETURN_IF_ERROR(CheckProvider(provider));
      if (!provider.disabled) {
        // Whoever mistyped it learns so now, and not from those who cannot sign in.
        const Status known = client_.Discover(provider.issuer, true).status();
        if (!known.ok()) return InvalidArgument("issuer: " + known.message());
      }
      NewSecret secret;
      if (!in->settings().client_secret().empty())
        secret = {NewSecret::kThis, in->settings().client_secret()};
      else if (in->settings().no_secret())
        secret.what = NewSecret::kNone;
      ASSAY_ASSIGN_OR_RETURN(
          const Provider put,
          Providers(pool_, vault_, For(in->actor())).Put(std::move(provider), secret));
      *out = ToProto(put);
      return OkStatus();
    });
  }

  Reactor* ListProviders(ServerContext* context, const v1::ListProvidersRequest* in,
                         v1::ListProvidersResponse* out) override {
    return Serve(*context, "ListProviders", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto providers, Providers(pool_, vault_).List(in->tenant()));
      for (const Provider& provider : providers) *out->add_providers() = ToProto(provider);
      return OkStatus();
    });
  }

  Reactor* DeleteProvider(ServerContext* context, const v1::DeleteProviderRequest* in,
                          v1::DeleteProviderResponse*) override {
    return Serve(*context, "DeleteProvider", [this, in] {
      return Providers(pool_, vault_, For(in->actor())).Delete(in->tenant(), in->id());
    });
  }

  Reactor* ListProviderButtons(ServerContext* context, const v1::ListProviderButtonsRequest* in,
                               v1::ProviderButtons* out) override {
    return Serve(*context, "ListProviderButtons", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto providers, Providers(pool_, vault_).List(in->tenant()));
      for (const Provider& provider : providers) {
        if (provider.disabled) continue;
        auto& button = *out->add_providers();
        button.set_id(provider.id);
        button.set_name(provider.name);
      }
      return OkStatus();
    });
  }

  Reactor* StartProviderSignIn(ServerContext* context, const v1::StartProviderSignInRequest* in,
                               v1::StartProviderSignInResponse* out) override {
    return Serve(*context, "StartProviderSignIn", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto started,
                             provider_sign_in_.Begin({in->provider(), in->redirect_uri(),
                                                      in->return_to(), in->browser()}));
      out->set_url(started.url);
      out->set_browser(started.browser);
      return OkStatus();
    });
  }

  Reactor* FinishProviderSignIn(ServerContext* context, const v1::FinishProviderSignInRequest* in,
                                v1::FinishProviderSignInResponse* out) override {
    return Serve(*context, "FinishProviderSignIn", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(
          const auto finished,
          provider_sign_in_.Finish({in->state(), in->code(), in->error(), in->issuer(),
                                    in->browser(), ClientOf(in->client())}));
      *out->mutable_done() = identity::ToProto(finished.done);
      out->set_return_to(finished.return_to);
      out->set_refused(finished.refused);
      return OkStatus();
    });
  }

 private:
  Reactor* Serve(ServerContext& context, std::string_view method, std::function<Status()> body) {
    return serving_.Serve(context, method, {"gateway", "cli-admin"}, std::move(body));
  }
  Trail For(const v1::Actor& actor) const { return {&journal_, {actor.person(), actor.address()}}; }

  database::Pool& pool_;
  Vault& vault_;
  Journal& journal_;
  limits::TimeSource time_;
  OidcClient client_;
  SignIn sign_in_;
  ProviderSignIn provider_sign_in_;
  Serving serving_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeSignOnService(const ServiceParts& parts, http::Client& client,
                                                 log::Logger logger) {
  return std::make_shared<Service>(parts, client, std::move(logger));
}

}  // namespace assay::identity
