#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/mail/smtp.h"

namespace CLI {
class App;
}

namespace assay::mail {

// A mail server as options of a service say it: --mail-host, --mail-port, --mail-security,
// --mail-user, --mail-password-file, --mail-from, --mail-roots.
struct CommandLine {
  std::string host;   // empty: no mail is sent
  uint16_t port = 0;  // 0: 587, with tls 465, with none 25
  std::string security = "starttls";
  std::string user, from;
  std::filesystem::path password_file, roots;
};

void AddOptions(CLI::App& app, CommandLine& options);
// kInvalidArgument names the option.
Result<ServerSettings> ReadCommandLine(const CommandLine& options);

}  // namespace assay::mail
