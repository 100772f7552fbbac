#include "common/mail/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>

#include "common/mail/message.h"

namespace assay::mail {
namespace {

// What this machine is called, where it is called anything that may stand in EHLO.
std::string HelloName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  const std::string text(name.data());
  const bool odd = text.empty() || text.find_first_not_of(
                                       "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789.-") != std::string::npos;
  return odd ? "localhost" : text;
}

}  // namespace

void AddOptions(CLI::App& app, CommandLine& options) {
  app.add_option("--mail-host", options.host, "the mail server (SMTP); without it no mail is sent");
  app.add_option("--mail-port", options.port, "its port; 587, with \"tls\" 465, with \"none\" 25");
  app.add_option("--mail-security", options.security,
                 "starttls, tls (from the first byte), or none, for a server on this machine")
      ->capture_default_str()
      ->check(CLI::IsMember({"starttls", "tls", "none"}));
  app.add_option("--mail-user", options.user, "who signs in there");
  app.add_option("--mail-password-file", options.password_file,
                 "with which password: a file of mode 0600, read for each mail");
  app.add_option("--mail-from", options.from, "the sender: Assay <assay@example.org>");
  app.add_option("--mail-roots", options.roots,
                 "who must have signed the server's certificate (PEM); the system's otherwise");
}

Result<ServerSettings> ReadCommandLine(const CommandLine& options) {
  ServerSettings settings;
  settings.host = options.host;
  settings.security = options.security == "tls"    ? Security::kTls
                      : options.security == "none" ? Security::kNone
                                                   : Security::kStartTls;
  settings.port = options.port != 0                          ? options.port
                  : settings.security == Security::kTls      ? 465
                  : settings.security == Security::kStartTls ? 587
                                                             : 25;
  settings.user = options.user;
  settings.password_file = options.password_file;
  settings.roots = options.roots;
  settings.hello = HelloName();
  ASSAY_RETURN_IF_ERROR(CheckServer(settings).Annotate("--mail-host"));
  ASSAY_RETURN_IF_ERROR(ParseAddress(options.from).status().Annotate("--mail-from"));
  return settings;
}

}  // namespace assay::mail
