#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::judge {

// "t=UNIX,v1=HEX": HMAC-SHA256 under the secret's text of "UNIX.BODY". The time is signed too, so a
// receiver that refuses old times cannot be made to take a recorded request again.
std::string SignWebhook(std::string_view secret, int64_t unix_seconds, std::string_view body);

// What a receiver does; for tests and for our own receivers. `tolerance`: how old, or how far in
// the future, the time may be.
bool VerifyWebhook(std::string_view secret, std::string_view signature, std::string_view body,
                   int64_t now_unix_seconds, std::chrono::seconds tolerance);

}  // namespace assay::judge
