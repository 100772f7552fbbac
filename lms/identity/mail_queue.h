#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/mail/message.h"
#include "common/mail/smtp.h"
#include "lms/identity/mail_settings.h"
#include "lms/identity/vault.h"

namespace assay::identity {

// How the installation sends mail; without a server it sends none.
struct MailOptions {
  mail::ServerSettings server;
  mail::Address from;
  std::string public_url;       // "https://assay.example.org": links begin with it
  std::string language = "en";  // of whoever chose none
  int digest_hour = 5;          // UTC
  size_t senders = 2;
  std::chrono::milliseconds poll{1'000};
  std::chrono::milliseconds first_retry{30'000};
  std::chrono::milliseconds max_retry{3'600'000};
  std::chrono::hours give_up{3 * 24};

  bool configured() const { return server.configured(); }
};

// Something that somebody is told.
struct MailNews {
  std::string tenant, person;
  std::string key;     // told twice with one key, it is told once
  std::string kind;    // "announcement"
  std::string course;  // its title
  std::string title;
  std::string link;  // a path of the web app: "/courses/…"
};

// A mail that is to be sent now, with what is read at the last moment.
struct DueMail {
  int64_t id = 0, attempt = 0, tries = 0;
  std::string tenant, person, kind, content;  // content: JSON
  int64_t created_us = 0;
  std::string name, email, site;  // of the person and the tenant, as they are now
  std::string language;           // empty: none was chosen
  std::string unwanted;           // why it is not sent; empty: it is
};

struct MailFailure {
  int64_t id = 0;
  std::string person, name, kind, error;
  int code = 0;
  int64_t at_us = 0;
};
struct MailState {
  int64_t waiting = 0, for_digest = 0, given_up = 0;
  int64_t last_sent_us = 0;           // 0: none yet
  std::string last_error;             // of what waits or was given up; empty: none
  std::vector<MailFailure> failures;  // given up, newest first, at most 50
};

// Mail on its way, in identity's schema: nothing is lost by the end of a process, and of two
// processes one sends each mail. What is in it is sealed with its receiver's key. Thread-safe; what
// it is given outlives it.
class MailQueue {
 public:
  MailQueue(database::Pool& pool, Vault& vault, MailOptions options)
      : pool_(pool), vault_(vault), options_(std::move(options)) {}
  const MailOptions& options() const { return options_; }

  // Within a transaction of the caller. Nothing where no mail is sent; false then.
  Result<bool> AddInvitation(database::Connection& connection, const std::string& tenant,
                             const std::string& person, const std::string& invitation,
                             const std::string& secret, int64_t expires_at_us);
  // As each person wants it: now, with the day's, or not at all. Whoever has no address, is
  // disabled or is not known is told nothing. In one transaction.
  Status AddNews(const std::vector<MailNews>& news);

  // Makes one person's mail of what was kept for it, where it is time. false: for nobody.
  Result<bool> MakeDigest();
  // The next that is due, leased to the caller.
  Result<std::optional<DueMail>> Lease();
  Status Sent(const DueMail& mail);
  Status NotWanted(const DueMail& mail);
  // `interrupted`: it was not the server's doing; soon again.
  Status Failed(const DueMail& mail, const mail::SendResult& result, bool interrupted);
  // Those that ended long ago.
  Status Forget();

  Result<MailState> State(const std::string& tenant);
  // One that was given up, once more. kNotFound: the tenant has none.
  Status Retry(const std::string& tenant, int64_t id);

 private:
  Status Put(database::Connection& connection, const std::string& tenant, const std::string& person,
             const std::string& kind, const std::string& key, const std::string& content,
             bool for_digest);
  Status End(const DueMail& mail, int64_t state);

  database::Pool& pool_;
  Vault& vault_;
  const MailOptions options_;
};

}  // namespace assay::identity
