#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/database/pool.h"
#include "lms/identity/mail_queue.h"
#include "lms/identity/sign_in.h"

namespace assay::identity {

inline constexpr std::chrono::seconds kInvitationLifetime{14 * 86'400};
inline constexpr std::chrono::seconds kLongestInvitation{60 * 86'400};

struct Invitation {
  std::string id;
  Person person;
  std::string invited_by;
  int64_t created_at_us = 0;
  int64_t expires_at_us = 0;
};
struct CreatedInvitation {
  std::string secret;  // of the link; never shown again
  Invitation invitation;
  bool mailed = false;  // it is on its way to the person
};

// Links with which somebody sets their password. Whoever holds the link is believed to be the
// person, so a link for somebody who is there already is made for administrators only; that is the
// caller's to see to. Thread-safe; what it is given outlives it.
class Invitations {
 public:
  // `mail`: links go to their people by it; null: they are handed on by whoever made them.
  Invitations(database::Pool& pool, SignIn& sign_in, Trail trail = {}, MailQueue* mail = nullptr)
      : pool_(pool), sign_in_(sign_in), trail_(std::move(trail)), mail_(mail) {}

  // Makes the person (empty id; an e-mail is needed) or takes one who is there (the id alone).
  // Links of theirs that were made before end. kAlreadyExists: somebody of the tenant has the
  // address.
  Result<CreatedInvitation> Invite(const Person& person, const std::string& invited_by,
                                   std::chrono::seconds lifetime);
  // Those that can be used now, newest first; of people with a role in `course`, where not empty.
  Result<std::vector<Invitation>> List(const std::string& tenant, const std::string& course);
  Status Revoke(const std::string& tenant, const std::string& id);
  // kNotFound for a link that is unknown, used, revoked or expired, in the same words.
  Result<Invitation> Describe(const std::string& secret);
  // Sets the password, ends the sessions that the person may have, and signs in: but for a person
  // with a second factor, who signs in as always. `name` empty: as it is.
  Result<SignedIn> Accept(const std::string& secret, const std::string& name,
                          const std::string& password, const SessionClient& client);

 private:
  database::Pool& pool_;
  SignIn& sign_in_;
  const Trail trail_;
  MailQueue* const mail_;
};

// Within a transaction of the caller.
Result<CreatedInvitation> MakeInvitation(database::Connection& connection,
                                         const std::string& person, const std::string& invited_by,
                                         std::chrono::seconds lifetime, MailQueue* mail);

}  // namespace assay::identity
