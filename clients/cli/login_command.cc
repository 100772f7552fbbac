#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/device_login.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string NameOf(const json& me) {
  const json& person = Child(me, "person");
  return Text(person.is_object() ? person : me, "name");
}

Result<std::unique_ptr<Api>> ApiWith(const Choice& choice, const std::string& token,
                                     Terminal& terminal) {
  ApiOptions options;
  options.server = choice.server;
  options.roots = choice.roots;
  options.token = token;
  options.note = [&terminal](std::string_view text) { terminal.Note(text); };
  return Api::Create(std::move(options));
}

Result<int> Login(const ServerFlags& flags, const std::vector<std::string>& scopes) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(Surroundings surroundings, LookAround());
  ASSAY_ASSIGN_OR_RETURN(const Choice choice, Choose(flags, surroundings));
  SignedIn signed_in;
  std::error_code error;
  if (!choice.roots.empty()) signed_in.cacert = fs::absolute(choice.roots, error);
  if (!flags.token_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(signed_in.token, ReadTokenFile(flags.token_file));
  } else {
    ASSAY_ASSIGN_OR_RETURN(const auto nobody, ApiWith(choice, "", terminal));
    ASSAY_ASSIGN_OR_RETURN(signed_in.token,
                           LoginByDevice(*nobody, fmt::format("{}", fmt::join(scopes, " ")),
                                         [&terminal](std::string_view text) {
                                           fmt::print("{}\n", text);
                                           std::fflush(stdout);
                                           terminal.Progress("waiting for the browser");
                                         }));
    terminal.Clear();
  }
  ASSAY_ASSIGN_OR_RETURN(const auto api, ApiWith(choice, signed_in.token, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json me, api->Call({.path = "/v1/me"}));
  signed_in.name = NameOf(me);
  surroundings.credentials.server = choice.server;
  surroundings.credentials.servers.insert_or_assign(choice.server, signed_in);
  const fs::path file = CredentialsFile();
  ASSAY_RETURN_IF_ERROR(WriteCredentials(file, surroundings.credentials));
  fmt::print("signed in to {} as {}; the token is in {}\n", choice.server, signed_in.name,
             file.string());
  return kExitOk;
}

// The token is ended at the server too; where it cannot be reached, it is at least forgotten here.
Result<int> Logout(const ServerFlags& flags) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(Surroundings surroundings, LookAround());
  ASSAY_ASSIGN_OR_RETURN(const Choice choice, Choose(flags, surroundings));
  auto& servers = surroundings.credentials.servers;
  const auto known = servers.find(choice.server);
  if (known == servers.end()) {
    fmt::print("not signed in to {}\n", choice.server);
    return kExitOk;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto api, ApiWith(choice, known->second.token, terminal));
  const Status ended = api->Call({.method = "DELETE", .path = "/v1/me/token"}).status();
  const bool revoked = ended.ok() || ended.code() == StatusCode::kUnauthenticated;
  servers.erase(known);
  if (surroundings.credentials.server == choice.server) {
    surroundings.credentials.server = servers.empty() ? "" : servers.begin()->first;
  }
  ASSAY_RETURN_IF_ERROR(WriteCredentials(CredentialsFile(), surroundings.credentials));
  fmt::print("signed out of {}{}\n", choice.server,
             revoked ? "" : "; the token was forgotten here, but not ended at the server");
  return kExitOk;
}

Result<int> WhoAmI(const ServerFlags& flags, bool as_json) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(flags, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json me, api->Call({.path = "/v1/me"}));
  if (as_json) {
    fmt::print("{}\n", me.dump(2, ' ', false, json::error_handler_t::replace));
    return kExitOk;
  }
  const json& person = Child(me, "person").is_object() ? Child(me, "person") : me;
  fmt::print("{}  {}\n", terminal.Bold(Text(person, "name")), Text(person, "email"));
  fmt::print("server  {}\ntenant  {}{}\n", api->options().server, Text(person, "tenant"),
             Flag(person, "administrator") ? " (administrator)" : "");
  const json& roles = Child(person, "roles");
  if (roles.is_array()) {
    for (const json& role : roles) {
      fmt::print("course  {} ({})\n", Text(role, "course"), Word(role, "role", "ROLE_"));
    }
  }
  fmt::print("may     {}\n", fmt::join(Texts(me, "scopes"), ", "));
  return kExitOk;
}

}  // namespace

int Finish(const Result<int>& result) { return result.ok() ? *result : Complain(result.status()); }

void AddLogin(CLI::App& app, Chosen& chosen) {
  const auto flags = std::make_shared<ServerFlags>();
  const auto as_json = std::make_shared<bool>(false);
  CLI::App* login = app.add_subcommand("login", "sign in to a server, by a code in the browser");
  const auto scopes =
      std::make_shared<std::vector<std::string>>(std::vector<std::string>{"submit", "read"});
  login
      ->add_option(
          "--scope", *scopes,
          "what the token is good for: submit, read, manage (staff), admin; may be repeated")
      ->capture_default_str()
      ->check(CLI::IsMember({"submit", "read", "manage", "admin"}));
  AddServerOptions(*login, *flags);
  login->callback([=, &chosen] { chosen = [=] { return Finish(Login(*flags, *scopes)); }; });
  CLI::App* logout = app.add_subcommand("logout", "end the token and forget it");
  AddServerOptions(*logout, *flags);
  logout->callback([=, &chosen] { chosen = [=] { return Finish(Logout(*flags)); }; });
  CLI::App* whoami = app.add_subcommand("whoami", "who you are at the server, and what you may do");
  AddServerOptions(*whoami, *flags);
  whoami->add_flag("--json", *as_json, "as JSON");
  whoami->callback([=, &chosen] { chosen = [=] { return Finish(WhoAmI(*flags, *as_json)); }; });
}

}  // namespace assay::client
