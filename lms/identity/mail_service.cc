#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <charconv>

#include "assay/identity/v1/mail.grpc.pb.h"
#include "lms/identity/mail_texts.h"
#include "lms/identity/mailer.h"
#include "lms/identity/people.h"
#include "lms/identity/rows.h"
#include "lms/identity/service.h"
#include "lms/identity/serving.h"

namespace assay::identity {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kThreads = 2;
constexpr size_t kWaiting = 100;
constexpr int kMostNews = 500;

Result<MailSettings> FromProto(const v1::MailSettings& in) {
  MailSettings settings;
  settings.often = in.often();
  for (int i = 0; i < in.kinds_size(); ++i) {
    const std::string where = "kinds[" + std::to_string(i) + "]";
    const v1::MailKind& one = in.kinds(i);
    if (!IsMailKind(one.kind())) return InvalidArgument(where + ".kind: 1 to 40 of a-z, 0-9 and _");
    if (!IsMailOften(one.often())) return InvalidArgument(where + ".often: at_once, daily or none");
    settings.kinds[one.kind()] = one.often();
  }
  settings.language = in.language();
  return settings;
}

const char* WordOf(mail::Security security) {
  return security == mail::Security::kTls        ? "tls"
         : security == mail::Security::kStartTls ? "starttls"
                                                 : "none";
}

class Service final : public v1::MailService::CallbackService {
 public:
  Service(const ServiceParts& parts, MailSettingsStore& settings, Mailer& mailer,
          const log::Logger& logger)
      : pool_(parts.pool),
        journal_(parts.journal),
        queue_(parts.mail),
        settings_(settings),
        mailer_(mailer),
        serving_(logger, parts.metrics, parts.tracer, kThreads, kWaiting),
        testing_(logger, parts.metrics, parts.tracer, 1, 4) {}

  Reactor* TellNews(ServerContext* context, const v1::TellNewsRequest* in,
                    v1::TellNewsResponse*) override {
    return serving_.Serve(*context, "TellNews", {"gateway", "courses", "cli-admin"},
                          [this, in]() -> Status {
                            if (in->news_size() > kMostNews)
                              return InvalidArgument("news: at most 500");
                            std::vector<MailNews> news;
                            for (const v1::News& one : in->news())
                              news.push_back({one.tenant(), one.person(), one.key(), one.kind(),
                                              one.course(), one.title(), one.link()});
                            return queue_.AddNews(news);
                          });
  }

  Reactor* GetMailSettings(ServerContext* context, const v1::GetMailSettingsRequest* in,
                           v1::MailSettings* out) override {
    return Serve(*context, "GetMailSettings",
                 [this, in, out] { return Answer(in->person(), *out); });
  }

  Reactor* PutMailSettings(ServerContext* context, const v1::PutMailSettingsRequest* in,
                           v1::MailSettings* out) override {
    return Serve(*context, "PutMailSettings", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const MailSettings settings, FromProto(in->settings()));
      ASSAY_RETURN_IF_ERROR(settings_.Put(in->person(), settings));
      return Answer(in->person(), *out);
    });
  }

  Reactor* Unsubscribe(ServerContext* context, const v1::UnsubscribeRequest* in,
                       v1::Unsubscribed* out) override {
    return Serve(*context, "Unsubscribe", [this, in, out]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const auto done, settings_.Unsubscribe(in->token(), in->apply()));
      out->set_kind(done.kind);
      const std::string language =
          done.language.empty() ? queue_.options().language : done.language;
      const std::string known = Say(language, "kind." + (done.kind.empty() ? "all" : done.kind));
      const std::string& kind = known.empty() ? done.kind : known;
      out->set_language(language);
      out->set_title(Say(language, "fewer.title"));
      out->set_text(Say(language, in->apply() ? "fewer.done" : "fewer.ask", {{"kind", kind}}));
      out->set_button(Say(language, "fewer.button"));
      out->set_settings(Say(language, "fewer.settings"));
      return OkStatus();
    });
  }

  Reactor* GetMailState(ServerContext* context, const v1::GetMailStateRequest* in,
                        v1::MailState* out) override {
    return Serve(*context, "GetMailState", [this, in, out]() -> Status {
      const MailOptions& options = queue_.options();
      ASSAY_ASSIGN_OR_RETURN(const MailState state, queue_.State(in->tenant()));
      out->set_configured(options.configured());
      if (options.configured()) {
        out->set_server(options.server.host + ":" + std::to_string(options.server.port));
        out->set_security(WordOf(options.server.security));
        out->set_from(options.from.address);
      }
      out->set_waiting(static_cast<int>(state.waiting));
      out->set_for_digest(static_cast<int>(state.for_digest));
      out->set_given_up(static_cast<int>(state.given_up));
      if (state.last_sent_us != 0)
        *out->mutable_last_sent_at() = TimeUtil::MicrosecondsToTimestamp(state.last_sent_us);
      out->set_last_error(state.last_error);
      std::vector<std::string> subjects;
      for (const MailFailure& one : state.failures) {
        v1::MailState::Failure& failure = *out->add_failures();
        failure.set_id(std::to_string(one.id));
        failure.set_person(one.person);
        failure.set_name(one.name);
        failure.set_kind(one.kind);
        failure.set_error(one.error);
        failure.set_code(one.code);
        *failure.mutable_at() = TimeUtil::MicrosecondsToTimestamp(one.at_us);
        if (std::find(subjects.begin(), subjects.end(), one.person) == subjects.end())
          subjects.push_back(one.person);
      }
      if (subjects.empty()) return OkStatus();
      // Who was written to in vain is personal: the look is recorded.
      ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
      return connection->InTransaction([&] {
        return journal_.Write(*connection, {in->actor().person(), in->actor().address()},
                              {in->tenant(), "mail.read_failures", subjects, "", "", ""});
      });
    });
  }

  Reactor* SendTestMail(ServerContext* context, const v1::SendTestMailRequest* in,
                        v1::TestMail* out) override {
    // It waits for the mail server, and nobody else waits with it.
    return testing_.Serve(
        *context, "SendTestMail", {"gateway", "cli-admin"}, [this, in, out]() -> Status {
          if (!queue_.options().configured())
            return FailedPrecondition("mail: no server is set up");
          ASSAY_ASSIGN_OR_RETURN(const Person person,
                                 People(pool_).Find(in->tenant(), in->actor().person()));
          if (person.email.empty()) return FailedPrecondition("mail: you have no address here");
          ASSAY_ASSIGN_OR_RETURN(const MailSettings settings, settings_.Get(person.id));
          const auto sent = mailer_.SendTest(person.name, person.email, settings.language);
          out->set_sent(sent.status.ok());
          out->set_to(person.email);
          out->set_code(sent.code);
          out->set_answer(sent.status.ok() ? sent.answer : sent.status.message());
          return OkStatus();
        });
  }

  Reactor* RetryMail(ServerContext* context, const v1::RetryMailRequest* in,
                     v1::RetryMailResponse*) override {
    return Serve(*context, "RetryMail", [this, in]() -> Status {
      int64_t id = 0;
      const char* const end = in->id().data() + in->id().size();
      const auto [last, error] = std::from_chars(in->id().data(), end, id);
      if (error != std::errc() || last != end)
        return NotFound("id: the tenant has no such mail that was given up");
      return queue_.Retry(in->tenant(), id);
    });
  }

 private:
  Reactor* Serve(ServerContext& context, std::string_view method, std::function<Status()> body) {
    return serving_.Serve(context, method, {"gateway", "cli-admin"}, std::move(body));
  }

  Status Answer(const std::string& person, v1::MailSettings& out) {
    ASSAY_ASSIGN_OR_RETURN(const MailSettings settings, settings_.Get(person));
    out.set_often(settings.often);
    for (const auto& [kind, often] : settings.kinds) {
      v1::MailKind& one = *out.add_kinds();
      one.set_kind(kind);
      one.set_often(often);
    }
    out.set_language(settings.language);
    out.set_configured(queue_.options().configured());
    return OkStatus();
  }

  database::Pool& pool_;
  Journal& journal_;
  MailQueue& queue_;
  MailSettingsStore& settings_;
  Mailer& mailer_;
  Serving serving_, testing_;  // last: their tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeMailService(const ServiceParts& parts,
                                               MailSettingsStore& settings, Mailer& mailer,
                                               log::Logger logger) {
  return std::make_shared<Service>(parts, settings, mailer, logger);
}

}  // namespace assay::identity
