#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/status.h"

// A mail server to hand mail to (SMTP submission, libcurl behind a pimpl). With TLS the server's
// certificate is verified.
namespace assay::mail {

enum class Security {
  kStartTls,  // refused where the server does not offer it
  kTls,       // from the first byte
  kNone,      // for a server on this machine
};

struct ServerSettings {
  std::string host;
  uint16_t port = 0;
  Security security = Security::kStartTls;
  std::string user;                     // empty: without
  std::filesystem::path password_file;  // of mode 0600; read for each connection
  std::filesystem::path roots;          // PEM; empty: the system's
  std::string hello = "localhost";      // what this machine calls itself
  std::chrono::milliseconds connect_timeout{15'000};
  std::chrono::milliseconds timeout{60'000};  // of one mail

  bool configured() const { return !host.empty(); }
};

// kInvalidArgument: what cannot work, or would send a password in plain text to another machine.
Status CheckServer(const ServerSettings& settings);

struct SendResult {
  Status status;       // ok: the server took it
  int code = 0;        // of SMTP, of the last answer; 0: there was none
  std::string answer;  // its text, one printable line
  // Another attempt would end alike: the server refused this mail or its receiver (5xx), and not
  // us.
  bool permanent = false;
};

// One connection at a time, kept for what follows. Used by one thread at a time.
class Smtp {
 public:
  explicit Smtp(ServerSettings settings);
  ~Smtp();
  Smtp(const Smtp&) = delete;
  Smtp& operator=(const Smtp&) = delete;

  // `message` is of Build (message.h); the addresses were checked there. kCancelled within a second
  // of `stop`.
  SendResult Send(const std::string& from, const std::string& to, std::string_view message,
                  std::stop_token stop = {});

 private:
  struct State;
  const ServerSettings settings_;
  std::unique_ptr<State> state_;
};

}  // namespace assay::mail
