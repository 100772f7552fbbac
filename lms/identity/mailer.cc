#include "lms/identity/mailer.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lms/identity/mail_texts.h"

namespace assay::identity {
namespace {

using Json = nlohmann::json;

constexpr int64_t kHourUs = 3'600'000'000;

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string Field(const Json& json, const char* name) {
  return json.is_object() ? json.value(name, std::string()) : std::string();
}

// "2026-12-14 17:00 UTC"
std::string Moment(int64_t us) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC",
                     fmt::gmtime(static_cast<std::time_t>(us / 1'000'000)));
}

}  // namespace

Mailer::Mailer(MailQueue& queue, MailSettingsStore& settings, log::Logger logger)
    : queue_(queue),
      settings_(settings),
      logger_(std::move(logger)),
      senders_(
          queue.options().senders, queue.options().poll,
          [this](size_t thread, std::stop_token stop) { return SendOne(thread, std::move(stop)); },
          [this](const Status& status) { logger_.Warning("mail waits", {log::Field(status)}); }) {
  for (size_t i = 0; i < std::max<size_t>(queue.options().senders, 1); ++i)
    connections_.push_back(std::make_unique<mail::Smtp>(queue.options().server));
}

void Mailer::Start() {
  if (queue_.options().configured()) senders_.Start();
}

Result<std::string> Mailer::Compose(const DueMail& mail, const std::string& subject,
                                    const std::string& text, const std::string& unsubscribe) const {
  const MailOptions& options = queue_.options();
  mail::Message message;
  message.from = {mail.site, options.from.address};
  message.to = {mail.name, mail.email};
  message.subject = subject;
  message.text = Say(mail.language, "hello", {{"name", mail.name}}) + "\n\n" + text + "\n\n-- \n";
  const auto foot = [&](const char* key, const MailValues& values) {
    message.text += Say(mail.language, key, values) + "\n";
  };
  if (unsubscribe.empty()) {
    message.text += mail.site + "\n";
  } else {
    foot("footer", {{"site", mail.site}, {"settings", options.public_url + "/app/settings/mail"}});
    foot("unsubscribe", {{"url", unsubscribe}});
  }
  // The same for each attempt: a receiver that got it twice shows it once.
  const std::string domain = options.from.address.substr(options.from.address.rfind('@') + 1);
  message.message_id = fmt::format("{}.{}.mail@{}", mail.id, mail.created_us, domain);
  message.date_us = NowUs();
  message.unsubscribe_url = unsubscribe;
  return mail::Build(message);
}

Result<std::string> Mailer::Write(const DueMail& due) {
  const MailOptions& options = queue_.options();
  DueMail mail = due;
  if (mail.language.empty()) mail.language = options.language;
  // What the operator calls it; a tenant that has no name of its own is called by its id.
  if (!options.from.name.empty()) {
    mail.site = options.from.name;
  } else if (mail.site == mail.tenant) {
    mail.site = "Assay";
  }
  const Json content = Json::parse(mail.content, nullptr, false);
  if (mail.kind == "invitation") {
    const std::string link = options.public_url + "/app/invitation#" + Field(content, "secret");
    const std::string until = Moment(content.value("expires_at_us", int64_t{0}));
    return Compose(
        mail, Say(mail.language, "invitation.subject", {{"site", mail.site}}),
        Say(mail.language, "invitation", {{"site", mail.site}, {"link", link}, {"until", until}}),
        "");
  }
  const auto url = [&](const std::string& kind) {
    return options.public_url +
           "/unsubscribe?token=" + settings_.UnsubscribeToken(mail.person, kind);
  };
  const auto link = [&](const Json& item) {
    return options.public_url + "/app" + Field(item, "link");
  };
  if (mail.kind == "digest") {
    const Json items = content.is_object() ? content.value("items", Json::array()) : Json::array();
    std::string text = Say(mail.language, "digest");
    for (const Json& item : items)
      text +=
          fmt::format("\n\n{}: {}\n{}", Field(item, "course"), Field(item, "title"), link(item));
    const std::string count = std::to_string(items.size());
    return Compose(mail,
                   Say(mail.language, "digest.subject", {{"site", mail.site}, {"count", count}}),
                   text, url(""));
  }
  const std::string course = Field(content, "course"), title = Field(content, "title");
  std::string what = Say(mail.language, mail.kind, {{"course", course}});
  if (what.empty()) what = Say(mail.language, "other", {{"course", course}});
  return Compose(mail, fmt::format("[{}] {}", course, title),
                 what + "\n\n" + title + "\n\n" + link(content), url(mail.kind));
}

Result<bool> Mailer::SendOne(size_t thread, std::stop_token stop) {
  if (NowUs() - forgotten_us_ > kHourUs) {
    forgotten_us_ = NowUs();
    ASSAY_RETURN_IF_ERROR(queue_.Forget());
  }
  ASSAY_ASSIGN_OR_RETURN(const bool digest, queue_.MakeDigest());
  ASSAY_ASSIGN_OR_RETURN(const auto due, queue_.Lease());
  if (!due) return digest;
  if (!due->unwanted.empty()) {
    ASSAY_RETURN_IF_ERROR(queue_.NotWanted(*due));
    logger_.Info("a mail is not wanted any more", {{"mail", due->id}, {"why", due->unwanted}});
    return true;
  }
  const auto message = Write(*due);
  mail::SendResult sent;
  if (message.ok()) {
    sent = connections_.at(thread)->Send(queue_.options().from.address, due->email, *message, stop);
  } else {
    sent = {message.status(), 0, "", true};
  }
  if (sent.status.ok()) {
    ASSAY_RETURN_IF_ERROR(queue_.Sent(*due));
    return true;
  }
  const bool interrupted = stop.stop_requested();
  ASSAY_RETURN_IF_ERROR(queue_.Failed(*due, sent, interrupted));
  // What the server says may hold the address.
  logger_.Info(
      "a mail was not taken",
      {{"mail", due->id}, {"tries", due->tries}, {"code", sent.code}, {"final", sent.permanent}});
  // Without a server the others would only wait for the same: after the pause, one at a time.
  return sent.code != 0 || sent.permanent;
}

mail::SendResult Mailer::SendTest(const std::string& name, const std::string& email,
                                  const std::string& language) {
  const MailOptions& options = queue_.options();
  DueMail mail;
  mail.name = name;
  mail.email = email;
  mail.site = options.from.name.empty() ? "Assay" : options.from.name;
  mail.language = language.empty() ? options.language : language;
  mail.created_us = NowUs();
  const auto message = Compose(mail, Say(mail.language, "test.subject", {{"site", mail.site}}),
                               Say(mail.language, "test", {{"site", mail.site}}), "");
  if (!message.ok()) return {message.status(), 0, "", true};
  return mail::Smtp(options.server).Send(options.from.address, email, *message);
}

}  // namespace assay::identity
