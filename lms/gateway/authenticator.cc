#include "lms/gateway/authenticator.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "common/sha256.h"
#include "lms/gateway/methods.h"

namespace assay::gateway {
namespace {

using Clock = std::chrono::steady_clock;
using PrincipalPtr = Authenticator::PrincipalPtr;

Role ToRole(identity_v1::Role role) {
  switch (role) {
    case identity_v1::ROLE_OWNER:
      return Role::kOwner;
    case identity_v1::ROLE_INSTRUCTOR:
      return Role::kInstructor;
    case identity_v1::ROLE_ASSISTANT:
      return Role::kAssistant;
    case identity_v1::ROLE_GRADER:
      return Role::kGrader;
    case identity_v1::ROLE_STUDENT:
      return Role::kStudent;
    default:
      return Role::kObserver;  // the least, also for a role that a newer identity may know
  }
}

// Words that this gateway does not know are actions that it does not have.
permissions::ActionSet ToActions(const google::protobuf::RepeatedPtrField<std::string>& words) {
  permissions::ActionSet actions = 0;
  for (const std::string& word : words)
    if (const auto action = permissions::ActionOf(word)) actions |= permissions::BitOf(*action);
  return actions;
}

PrincipalPtr ToPrincipal(const identity_v1::Principal& from, const std::string& operators) {
  auto who = std::make_shared<Principal>();
  who->id = from.person().id();
  who->tenant = from.person().tenant();
  who->name = from.person().name();
  who->email = from.person().email();
  who->administrator = from.person().administrator();
  who->operates = who->administrator && !operators.empty() && who->tenant == operators;
  for (const auto& role : from.person().roles())
    who->roles.push_back({role.course(), ToRole(role.role()), ToActions(role.allowed()),
                          ToActions(role.forbidden())});
  who->scopes = ParseScopes({from.scopes().begin(), from.scopes().end()});
  who->csrf_token = from.csrf_token();
  who->token_id = from.token_id();
  who->expires_at =
      std::chrono::system_clock::time_point(std::chrono::seconds(from.expires_at().seconds()));
  return who;
}

}  // namespace

bool LooksLikeToken(std::string_view text) {
  const std::string_view prefix = text.starts_with("assays_") ? "assays_" : "assay_";
  if (text.size() != prefix.size() + 43 || !text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

struct Authenticator::State : std::enable_shared_from_this<State> {
  struct Entry {
    std::string key;
    PrincipalPtr who;  // null: refused
    Clock::time_point until;
  };
  using Entries = std::list<Entry>;

  void Ask(const std::string& key, const std::string& token, const std::string& traceparent);
  // `asked` is the epoch of the question: what was asked before something was revoked is not
  // remembered.
  void Answer(const std::string& key, const Reply& reply, const PrincipalPtr& who, uint64_t asked);
  void Remember(const std::string& key, const PrincipalPtr& who);

  std::shared_ptr<const Upstream> identity;
  AuthenticatorOptions options;
  std::mutex mutex;
  uint64_t epoch = 0;  // of what was forgotten
  Entries entries;     // the one that was used last first
  std::unordered_map<std::string, Entries::iterator> by_key;
  // Many requests with one token, as after a restart, are one question.
  std::unordered_map<std::string, std::vector<Done>> asking;
};

void Authenticator::State::Ask(const std::string& key, const std::string& token,
                               const std::string& traceparent) {
  identity_v1::AuthenticateRequest request;
  request.set_token(token);
  const CallOptions call{std::chrono::seconds(5), traceparent};
  const auto self = shared_from_this();
  uint64_t now = 0;
  {
    const std::lock_guard lock(mutex);
    now = epoch;
  }
  const auto done = [self, key, now](const Reply& reply, identity_v1::Principal& principal) {
    self->Answer(key, reply, reply.ok() ? ToPrincipal(principal, self->options.operators) : nullptr,
                 now);
  };
  identity->Call(methods::kAuthenticate, request, call, done);
}

void Authenticator::State::Answer(const std::string& key, const Reply& reply,
                                  const PrincipalPtr& who, uint64_t asked) {
  std::vector<Done> waiting;
  {
    const std::lock_guard lock(mutex);
    const bool refused = reply.status.code() == StatusCode::kUnauthenticated;
    if (refused || (reply.ok() && asked == epoch)) Remember(key, who);
    const auto found = asking.find(key);
    if (found != asking.end()) {
      waiting = std::move(found->second);
      asking.erase(found);
    }
  }
  for (const Done& done : waiting) done(reply, who);
}

void Authenticator::State::Remember(const std::string& key, const PrincipalPtr& who) {
  const auto found = by_key.find(key);
  if (found != by_key.end()) {
    entries.erase(found->second);
    by_key.erase(found);
  }
  std::chrono::milliseconds keep = who ? options.keep : options.keep_refused;
  if (who) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        who->expires_at - std::chrono::system_clock::now());
    keep = std::clamp(left, std::chrono::milliseconds(0), keep);
  }
  entries.push_front({key, who, Clock::now() + keep});
  by_key[key] = entries.begin();
  while (entries.size() > options.max_entries) {
    by_key.erase(entries.back().key);
    entries.pop_back();
  }
}

Authenticator::Authenticator(std::shared_ptr<const Upstream> identity, AuthenticatorOptions options)
    : state_(std::make_shared<State>()) {
  state_->identity = std::move(identity);
  state_->options = options;
}
Authenticator::~Authenticator() = default;

void Authenticator::Forget(const std::string& token) {
  const std::lock_guard lock(state_->mutex);
  ++state_->epoch;
  const auto found = state_->by_key.find(Sha256Hex(token));
  if (found == state_->by_key.end()) return;
  state_->entries.erase(found->second);
  state_->by_key.erase(found);
}

void Authenticator::ForgetPerson(const std::string& person) {
  const std::lock_guard lock(state_->mutex);
  ++state_->epoch;
  for (auto entry = state_->entries.begin(); entry != state_->entries.end();) {
    const bool theirs = entry->who && entry->who->id == person;
    if (theirs) state_->by_key.erase(entry->key);
    entry = theirs ? state_->entries.erase(entry) : std::next(entry);
  }
}

void Authenticator::Authenticate(const std::string& token, const std::string& traceparent,
                                 Done done) {
  const Reply refused{{StatusCode::kUnauthenticated, "the token is unknown, expired or revoked"},
                      0};
  if (!LooksLikeToken(token)) return done(refused, nullptr);
  const std::string key = Sha256Hex(token);
  PrincipalPtr who;
  bool known = false;
  bool first = false;
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->by_key.find(key);
    known = found != state_->by_key.end() && found->second->until > Clock::now();
    if (known) {
      state_->entries.splice(state_->entries.begin(), state_->entries, found->second);
      who = found->second->who;
    } else {
      auto& waiting = state_->asking[key];
      waiting.push_back(done);
      first = waiting.size() == 1;
    }
  }
  if (known) return done(who ? Reply{} : refused, who);
  if (first) state_->Ask(key, token, traceparent);
}

}  // namespace assay::gateway
