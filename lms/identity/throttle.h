#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/database/connection.h"

// How quickly passwords and codes may be guessed. An attempt is counted before it is looked at, so
// that many at once are no way round, and given back when it was right. Whether there is such a
// person makes no difference to anything here.
namespace assay::identity {

// Of one account. The first wait comes after this many wrong ones in a row; it doubles with each
// more, up to a day: a hundred wrong ones (the most that NIST SP 800-63B has) take months.
inline constexpr int kFreeFailures = 5;
std::chrono::seconds WaitAfter(int failures);

// Of one address, behind which a class may sit: so many wrong ones at once, then one in so long.
inline constexpr double kAddressFailures = 100;
inline constexpr double kAddressSeconds = 6;

struct ThrottleKeys {
  std::string account;
  std::string address;  // empty: not known, not counted
};
// Digests: the table holds no addresses. `browser` is the digest of a browser in which this account
// signed in before, and has a count of its own; empty: none.
ThrottleKeys KeysOf(std::string_view tenant, std::string_view email, std::string_view address,
                    std::string_view browser);

// Within a transaction of the caller, which commits also where this refuses. kResourceExhausted
// with `retry_after`: too many wrong ones.
Status TakeAttempt(database::Connection& connection, const ThrottleKeys& keys,
                   std::chrono::seconds& retry_after);
// It was right.
Status GiveBackAttempt(database::Connection& connection, const ThrottleKeys& keys);

}  // namespace assay::identity
