#include "lms/identity/devices.h"

#include <algorithm>
#include <optional>

#include "lms/identity/rows.h"
#include "lms/identity/secrets.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

enum State : int { kPending = 0, kAllowed = 1, kDenied = 2, kFetched = 3 };

constexpr Statement kSalt = {"device_salt", "SELECT salt FROM identity.device_salt"};
constexpr Statement kSweep = {"sweep_devices",
                              "DELETE FROM identity.devices WHERE expires_at < now()"};
constexpr Statement kCount = {"count_devices", "SELECT count(*) FROM identity.devices"};
constexpr Statement kStart = {"start_device", R"(
INSERT INTO identity.devices (device_code, user_code, client, scopes, interval_s, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6::bigint * interval '1 second')
ON CONFLICT (user_code) DO NOTHING RETURNING device_code)"};

// Locked, so that guesses side by side are counted one after the other. Times after a lock are
// clock_timestamp(): now() is when the transaction began to wait for it.
constexpr Statement kLockPerson = {
    "lock_person_of_device",
    "SELECT administrator FROM identity.people WHERE id = $1 FOR NO KEY UPDATE"};
constexpr Statement kForgetWrong = {"forget_wrong_codes", R"(
DELETE FROM identity.wrong_user_codes
WHERE person = $1 AND at < clock_timestamp() - $2::bigint * interval '1 second')"};
constexpr Statement kWrong = {"count_wrong_codes", R"(
SELECT count(*), coalesce(ceil($2::bigint - extract(epoch FROM clock_timestamp() - min(at))), 0)::bigint
FROM identity.wrong_user_codes WHERE person = $1)"};
constexpr Statement kAddWrong = {"add_wrong_code",
                                 "INSERT INTO identity.wrong_user_codes (person) VALUES ($1)"};

constexpr Statement kFind = {"find_device", R"(
SELECT client, scopes FROM identity.devices
WHERE user_code = $1 AND state = 0 AND expires_at > clock_timestamp() FOR UPDATE)"};
constexpr Statement kDecide = {"decide_device", R"(
UPDATE identity.devices SET state = $2, person = $3 WHERE user_code = $1)"};

// A second of leeway: a client's clock and the way are not exact.
constexpr Statement kPoll = {"poll_device", R"(
SELECT state, client, scopes, coalesce(person, ''),
       polled_at IS NOT NULL AND clock_timestamp() < polled_at + (interval_s - 1) * interval '1 second'
FROM identity.devices WHERE device_code = $1 AND expires_at > clock_timestamp() FOR UPDATE)"};
constexpr Statement kPolled = {"polled_device", R"(
UPDATE identity.devices SET polled_at = clock_timestamp(), interval_s = least(interval_s + $2, 60)
WHERE device_code = $1)"};
constexpr Statement kMarkFetched = {"fetched_device",
                                    "UPDATE identity.devices SET state = 3 WHERE device_code = $1"};

Result<std::string> UserDigest(Connection& connection, const std::string& user_code) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kSalt));
  return SlowDigest(user_code, rows.Text(0, 0));
}

Status Gone() {
  return NotFound("user_code: not known, or no longer good; start again on the device");
}

}  // namespace

struct Devices::Waiting {
  std::string digest;  // of the user code
  Asked asked;
};

Result<Devices::Started> Devices::Start(const std::string& client,
                                        const std::vector<std::string>& scopes) {
  const bool printable =
      std::all_of(client.begin(), client.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (client.empty() || client.size() > 100 || !printable) {
    return InvalidArgument("client: 1 to 100 printable ASCII characters without spaces");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto asked, ReadScopes(scopes, {"submit", "read"}));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_RETURN_IF_ERROR(connection->Execute(kSweep).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows count, connection->Execute(kCount));
  if (count.Int(0, 0) >= kMostDevices) {
    return ResourceExhausted("too many devices wait to be signed in; try again in some minutes");
  }
  for (int attempt = 0; attempt < 5; ++attempt) {
    Started started{NewDeviceCode(), NewUserCode()};
    ASSAY_ASSIGN_OR_RETURN(const std::string user, UserDigest(*connection, started.user_code));
    ASSAY_ASSIGN_OR_RETURN(
        const Rows rows, connection->Execute(kStart, Params()
                                                         .Add(DigestOf(started.device_code).sha256)
                                                         .Add(user)
                                                         .Add(client)
                                                         .Add(JoinScopes(asked))
                                                         .Add(kDeviceInterval.count())
                                                         .Add(kDeviceLifetime.count())));
    if (!rows.empty()) return started;
  }
  return Internal("no user code that is free in five attempts; look at the random source");
}

// A wrong code is remembered by the caller's transaction, which therefore has to commit: what is
// not found is an ok Status of that, and kNotFound of this.
Result<Devices::Waiting> Devices::FindWaiting(Connection& connection, const std::string& typed,
                                              const std::string& person,
                                              std::chrono::seconds& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(const Rows who, connection.Execute(kLockPerson, Params().Add(person)));
  if (who.empty()) return NotFound("person: there is nobody with this id");
  const Params window = Params().Add(person).Add(kDeviceLifetime.count());
  ASSAY_RETURN_IF_ERROR(connection.Execute(kForgetWrong, window).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows wrong, connection.Execute(kWrong, window));
  if (wrong.Int(0, 0) >= kMostWrongCodes) {
    retry_after = std::chrono::seconds(std::max<int64_t>(wrong.Int(0, 1), 1));
    return ResourceExhausted("user_code: too many wrong codes; wait " +
                             std::to_string(retry_after.count()) + " s, then read it again");
  }
  // What cannot be a code guesses nothing and is not counted.
  const std::optional<std::string> code = ReadUserCode(typed);
  if (!code) return Gone();
  ASSAY_ASSIGN_OR_RETURN(std::string digest, UserDigest(connection, *code));
  ASSAY_ASSIGN_OR_RETURN(const Rows found, connection.Execute(kFind, Params().Add(digest)));
  if (found.empty()) {
    ASSAY_RETURN_IF_ERROR(connection.Execute(kAddWrong, Params().Add(person)).status());
    return Gone();
  }
  return Waiting{
      std::move(digest),
      {std::string(found.Text(0, 0)), ScopesOf(SplitScopes(found.Text(0, 1)), who.Bool(0, 0))}};
}

Result<Devices::Asked> Devices::Describe(const std::string& typed, const std::string& person,
                                         std::chrono::seconds& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Result<Waiting> waiting = Gone();
  const Status ended = connection->InTransaction([&]() -> Status {
    waiting = FindWaiting(*connection, typed, person, retry_after);
    return waiting.status().code() == StatusCode::kNotFound ? OkStatus() : waiting.status();
  });
  if (!ended.ok()) return ended;
  if (!waiting.ok()) return waiting.status();
  return std::move(waiting->asked);
}

Status Devices::Decide(const std::string& typed, const std::string& person, bool allow,
                       std::chrono::seconds& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Status decided;
  const Status ended = connection->InTransaction([&]() -> Status {
    const Result<Waiting> waiting = FindWaiting(*connection, typed, person, retry_after);
    decided = waiting.status();
    if (decided.code() == StatusCode::kNotFound) return OkStatus();
    ASSAY_RETURN_IF_ERROR(decided);
    return connection
        ->Execute(
            kDecide,
            Params().Add(waiting->digest).Add(int64_t{allow ? kAllowed : kDenied}).Add(person))
        .status();
  });
  if (!ended.ok()) return ended;
  return decided;
}

Result<CreatedToken> Devices::Poll(const std::string& device_code) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  const std::string digest = DigestOf(device_code).sha256;
  Result<CreatedToken> answer = NotFound("expired_token");
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kPoll, Params().Add(digest)));
    if (rows.empty()) return OkStatus();
    switch (static_cast<State>(rows.Int(0, 0))) {
      case kPending: {
        const bool early = rows.Bool(0, 4);
        answer = FailedPrecondition(early ? "slow_down" : "authorization_pending");
        return connection->Execute(kPolled, Params().Add(digest).Add(int64_t{early ? 5 : 0}))
            .status();
      }
      case kAllowed: {
        TokenRequest request{std::string(rows.Text(0, 3)), std::string(rows.Text(0, 1)),
                             SplitScopes(rows.Text(0, 2)), kDeviceToken};
        ASSAY_ASSIGN_OR_RETURN(const Rows who,
                               connection->Execute(kLockPerson, Params().Add(request.person)));
        request.scopes = ScopesOf(std::move(request.scopes), who.Bool(0, 0));
        if (request.scopes.empty()) {  // it asked for nothing that the person has
          answer = PermissionDenied("access_denied");
          return OkStatus();
        }
        answer = CreateToken(*connection, request);
        ASSAY_RETURN_IF_ERROR(answer.status());
        return connection->Execute(kMarkFetched, Params().Add(digest)).status();
      }
      case kDenied:
        answer = PermissionDenied("access_denied");
        break;
      case kFetched:
        break;
    }
    return OkStatus();
  });
  if (!ended.ok()) return ended;
  return answer;
}

}  // namespace assay::identity
