#include "clients/cli/session.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

namespace assay::client {
namespace {

namespace fs = std::filesystem;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// As the supervisor has it (supervisor/run_commands.cc).
fs::path LocalData() {
  if (::geteuid() == 0) return "/var/lib/assay/platform";
  const std::string data = Environment("XDG_DATA_HOME");
  if (data.starts_with('/')) return fs::path(data) / "assay/platform";
  return fs::path(Environment("HOME")) / ".local/share/assay/platform";
}

bool IsLoopback(const std::string& server) {
  return server.starts_with("https://127.") || server.starts_with("https://localhost") ||
         server.starts_with("https://[::1]");
}

fs::path IfThere(const fs::path& path) {
  return ::access(path.c_str(), R_OK) == 0 ? path : fs::path();
}

}  // namespace

void AddServerOptions(CLI::App& app, ServerFlags& flags) {
  app.add_option(
         "--server", flags.server,
         "https://HOST[:PORT]; default: $ASSAY_SERVER, the one signed in to, or this machine's")
      ->group("Server");
  app.add_option("--cacert", flags.cacert,
                 "who must have signed the server's certificate (PEM; also $ASSAY_CACERT)")
      ->group("Server");
  app.add_option("--token-file", flags.token_file,
                 "a file with a token, instead of the one kept by login (also $ASSAY_TOKEN_FILE)")
      ->group("Server");
}

Result<Surroundings> LookAround() {
  Surroundings surroundings;
  surroundings.server = Environment("ASSAY_SERVER");
  surroundings.cacert = Environment("ASSAY_CACERT");
  surroundings.token_file = Environment("ASSAY_TOKEN_FILE");
  surroundings.local_data = LocalData();
  ASSAY_ASSIGN_OR_RETURN(surroundings.credentials, ReadCredentials(CredentialsFile()));
  return surroundings;
}

Result<Choice> Choose(const ServerFlags& flags, const Surroundings& surroundings) {
  std::string named = !flags.server.empty() ? flags.server : surroundings.server;
  if (named.empty()) named = surroundings.credentials.server;
  const bool local = named.empty();
  Choice choice;
  ASSAY_ASSIGN_OR_RETURN(choice.server, ReadServerUrl(local ? kLocalServer : named));
  const auto& servers = surroundings.credentials.servers;
  const auto known = servers.find(choice.server);

  choice.token_file =
      !flags.token_file.empty() ? flags.token_file : fs::path(surroundings.token_file);
  if (choice.token_file.empty() && known != servers.end()) choice.token = known->second.token;
  if (choice.token_file.empty() && choice.token.empty() && choice.server == kLocalServer) {
    choice.token_file = IfThere(surroundings.local_data / "secrets/admin.token");
  }

  choice.roots = !flags.cacert.empty() ? flags.cacert : fs::path(surroundings.cacert);
  if (choice.roots.empty() && known != servers.end()) choice.roots = known->second.cacert;
  if (choice.roots.empty() && IsLoopback(choice.server)) {
    choice.roots = IfThere(surroundings.local_data / "pki/root.crt");
  }
  return choice;
}

Result<std::unique_ptr<Api>> OpenApi(const ServerFlags& flags, Terminal& terminal) {
  ASSAY_ASSIGN_OR_RETURN(const Surroundings surroundings, LookAround());
  ASSAY_ASSIGN_OR_RETURN(Choice choice, Choose(flags, surroundings));
  if (!choice.token_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(choice.token, ReadTokenFile(choice.token_file));
  }
  if (choice.token.empty()) {
    return Unauthenticated("not signed in to " + choice.server +
                           "\n  sign in: assay login --server " + choice.server);
  }
  ApiOptions options;
  options.server = choice.server;
  options.token = choice.token;
  options.roots = choice.roots;
  options.note = [&terminal](std::string_view text) { terminal.Note(text); };
  return Api::Create(std::move(options));
}

}  // namespace assay::client
