#include "common/database/options.h"

#include <CLI/CLI.hpp>

namespace assay::database {

void AddOptions(CLI::App& app, Settings& settings) {
  app.add_option("--database-host", settings.host,
                 "PostgreSQL's host, or the folder of its unix socket (begins with '/')");
  app.add_option("--database-port", settings.port, "its port")->capture_default_str();
  app.add_option("--database-name", settings.database, "the database")->capture_default_str();
  app.add_option("--database-user", settings.user, "the role of this service")
      ->capture_default_str();
  app.add_option("--database-password-file", settings.password_file,
                 "a file with the role's password; read for each connection");
  app.add_option("--database-tls-root", settings.tls_root,
                 "over TCP: who must have signed the server's certificate (PEM)");
  app.add_flag("--database-no-tls", settings.plain_text_tcp,
               "over TCP: without TLS; for a server on the loopback only");
}

Status CheckOptions(const Settings& settings) {
  if (settings.host.empty()) {
    return InvalidArgument("--database-host: name PostgreSQL's host, or its socket's folder");
  }
  const bool socket = settings.host.front() == '/';
  const bool loopback =
      settings.host == "localhost" || settings.host == "127.0.0.1" || settings.host == "::1";
  if (settings.plain_text_tcp && !socket && !loopback) {
    return InvalidArgument("--database-no-tls: " + settings.host +
                           " is not the loopback; give --database-tls-root instead");
  }
  if (!settings.plain_text_tcp && !socket && settings.tls_root.empty()) {
    return InvalidArgument("--database-tls-root: who signs the certificate of " + settings.host +
                           "? (or --database-no-tls for a server on the loopback)");
  }
  return OkStatus();
}

}  // namespace assay::database
