#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::supervisor {

// What the administrator may change: DATA/assay.toml. docs/operators.md explains each key.
struct Config {
  // [public]
  std::string address = "127.0.0.1";
  uint16_t port = 8443;
  std::vector<std::string> names;     // further names of this server, in its certificate
  std::filesystem::path certificate;  // PEM of another authority instead of our own; with `key`
  std::filesystem::path key;
  // [workers]
  unsigned workers = 2;
  // [services]
  std::string user = "assay";  // what services run as, when the supervisor is root
  // [outgoing]: networks (CIDR) that are not public, and may be reached all the same where people
  // of the platform name an address: webhooks, identity providers
  std::vector<std::string> outgoing_networks;
  // [git]: the same for git servers, which every author of packages may then reach and read.
  std::vector<std::string> git_networks;
  // [mail]: without a host no mail is sent
  std::string mail_host, mail_security = "starttls", mail_user, mail_from, mail_language = "en";
  uint16_t mail_port = 0;  // 0: what is usual for its security
  std::filesystem::path mail_password_file, mail_roots;
  int mail_digest_hour = 5;  // UTC
  // [redis]
  unsigned redis_memory_mb = 64;
  // [database]
  unsigned shared_buffers_mb = 128;
  // [logs]
  unsigned log_mb = 32;  // a log that is longer is moved to NAME.log.1
  unsigned logs_kept = 3;
};

// kInvalidArgument: "FILE:LINE: unknown key …". `name` stands in errors.
Result<Config> ParseConfig(std::string_view text, std::string_view name);
// The defaults where there is no such file.
Result<Config> ReadConfig(const std::filesystem::path& file);
// A file that says the same, with comments.
std::string FormatConfig(const Config& config);

}  // namespace assay::supervisor
