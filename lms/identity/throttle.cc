#include "lms/identity/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/limits/gcra.h"
#include "common/sha256.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// What nobody tried for a month is forgotten.
constexpr Statement kSweep = {"sweep_throttles", R"(
DELETE FROM identity.sign_in_throttles WHERE key IN (
  SELECT key FROM identity.sign_in_throttles WHERE last_at < now() - interval '30 days' LIMIT 100))"};
constexpr Statement kEnsure = {
    "ensure_throttle",
    "INSERT INTO identity.sign_in_throttles (key) VALUES ($1) ON CONFLICT DO NOTHING"};
constexpr Statement kLock = {"lock_throttle", R"(
SELECT failures, extract(epoch FROM clock_timestamp() - last_at)::double precision, full_at,
       extract(epoch FROM clock_timestamp())::double precision
FROM identity.sign_in_throttles WHERE key = $1 FOR UPDATE)"};
constexpr Statement kFailed = {"failed_throttle", R"(
UPDATE identity.sign_in_throttles SET failures = failures + 1, last_at = clock_timestamp()
WHERE key = $1)"};
constexpr Statement kFill = {"fill_throttle", R"(
UPDATE identity.sign_in_throttles SET full_at = $2::double precision, last_at = clock_timestamp()
WHERE key = $1)"};
constexpr Statement kClear = {"clear_throttle",
                              "DELETE FROM identity.sign_in_throttles WHERE key = $1"};
constexpr Statement kRefund = {"refund_throttle", R"(
UPDATE identity.sign_in_throttles SET full_at = full_at - $2::double precision WHERE key = $1)"};

std::string DigestOfFields(std::string_view kind, std::string_view a, std::string_view b) {
  Sha256 sha;
  sha.UpdateField(kind);
  sha.UpdateField(a);
  sha.UpdateField(b);
  return sha.Hex();
}

// Of IPv6 whoever has one address has 2^64 of them.
std::string Network(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) {
    return std::string(address);
  }
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

Status TooMany(std::chrono::seconds wait, std::chrono::seconds& retry_after) {
  retry_after = std::max(wait, std::chrono::seconds(1));
  return ResourceExhausted("too many wrong attempts; wait " + std::to_string(retry_after.count()) +
                           " s");
}

Result<Rows> Lock(Connection& connection, const std::string& key) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kEnsure, Params().Add(key)).status());
  return connection.Execute(kLock, Params().Add(key));
}

}  // namespace

std::chrono::seconds WaitAfter(int failures) {
  if (failures < kFreeFailures) return std::chrono::seconds(0);
  const int doublings = std::min(failures - kFreeFailures, 12);
  return std::min(std::chrono::seconds(30LL << doublings), std::chrono::seconds(86'400));
}

ThrottleKeys KeysOf(std::string_view tenant, std::string_view email, std::string_view address,
                    std::string_view browser) {
  ThrottleKeys keys;
  keys.account = browser.empty() ? DigestOfFields("account", tenant, Lower(email))
                                 : DigestOfFields("browser", browser, Lower(email));
  if (!address.empty()) keys.address = DigestOfFields("address", Network(address), "");
  return keys;
}

Status TakeAttempt(Connection& connection, const ThrottleKeys& keys,
                   std::chrono::seconds& retry_after) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kSweep).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows account, Lock(connection, keys.account));
  const std::chrono::seconds wait = WaitAfter(static_cast<int>(account.Int(0, 0)));
  const double since = account.Double(0, 1);
  if (since < static_cast<double>(wait.count())) {
    return TooMany(wait - std::chrono::seconds(static_cast<int64_t>(since)), retry_after);
  }
  if (!keys.address.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const Rows address, Lock(connection, keys.address));
    const limits::Taken taken = limits::TakeTokens({1 / kAddressSeconds, kAddressFailures},
                                                   address.Double(0, 2), address.Double(0, 3), 1);
    if (!taken.decision.allowed) {
      return TooMany(std::chrono::ceil<std::chrono::seconds>(taken.decision.retry_after),
                     retry_after);
    }
    ASSAY_RETURN_IF_ERROR(
        connection.Execute(kFill, Params().Add(keys.address).Add(std::to_string(taken.full_at)))
            .status());
  }
  return connection.Execute(kFailed, Params().Add(keys.account)).status();
}

Status GiveBackAttempt(Connection& connection, const ThrottleKeys& keys) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kClear, Params().Add(keys.account)).status());
  if (keys.address.empty()) return OkStatus();
  return connection
      .Execute(kRefund, Params().Add(keys.address).Add(std::to_string(kAddressSeconds)))
      .status();
}

}  // namespace assay::identity
