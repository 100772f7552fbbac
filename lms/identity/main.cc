// assay-identity: who is asking. `assay-identity bootstrap` makes the first administrator; without
// a verb it serves.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <string_view>

#include "common/blobs/master_keys.h"
#include "common/database/migrations.h"
#include "common/database/options.h"
#include "common/mail/options.h"
#include "common/rpc/server.h"
#include "common/service/service.h"
#include "common/service/tls_options.h"
#include "lms/identity/bootstrap.h"
#include "lms/identity/head_keeper.h"
#include "lms/identity/service.h"

namespace {

namespace fs = std::filesystem;
using assay::Result;
using assay::Status;
namespace database = assay::database;
namespace identity = assay::identity;
namespace rpc = assay::rpc;

struct Store {
  Store() {
    settings.database = "assay";
    settings.user = "identity";
    settings.application = "assay-identity";
  }
  void AddOptions(CLI::App& app) {
    database::AddOptions(app, settings);
    app.add_option("--migrations", migrations, "folder of the schema's migrations");
  }
  // Brings schema "identity" to its newest state.
  Result<std::unique_ptr<database::Connection>> Open() {
    ASSAY_RETURN_IF_ERROR(database::CheckOptions(settings));
    if (migrations.empty()) {
      ASSAY_ASSIGN_OR_RETURN(migrations,
                             database::FindMigrations("lms/identity/migrations", "identity"));
    }
    ASSAY_ASSIGN_OR_RETURN(auto connection, database::Connection::Open(settings));
    ASSAY_RETURN_IF_ERROR(database::Migrate(*connection, "identity", migrations).status());
    return connection;
  }

  // The audit log's schema, beside.
  static Status OpenAudit(database::Connection& connection) {
    ASSAY_ASSIGN_OR_RETURN(const fs::path folder,
                           database::FindMigrations("common/audit/migrations", "audit"));
    return database::Migrate(connection, identity::kAuditSchema, folder).status();
  }

  database::Settings settings;
  fs::path migrations;
};

int Bootstrap(int argc, const char* const* argv) {
  CLI::App app("Makes the first administrator and a token for them; may be run again at any time.",
               "assay-identity bootstrap");
  Store store;
  identity::BootstrapOptions options;
  store.AddOptions(app);
  app.add_option("--tenant", options.tenant, "the organisation's id")->capture_default_str();
  app.add_option("--name", options.name, "the administrator's name")->capture_default_str();
  app.add_option("--token-out", options.token_out, "where their token goes (0600)")->required();
  app.add_flag("--demo", options.demo,
               "also an instructor and two students of course \"demo\", with tokens beside that");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;
  }
  const auto run = [&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, store.Open());
    ASSAY_ASSIGN_OR_RETURN(const auto files, identity::Bootstrap(*connection, options));
    for (const identity::Bootstrapped& one : files) {
      fmt::print("{} {}\n", one.made ? "made" : "kept", one.file.string());
    }
    return assay::OkStatus();
  };
  const Status status = run();
  if (status.ok()) return 0;
  fmt::print(stderr, "assay-identity: {}\n", status.message());
  return status.code() == assay::StatusCode::kInvalidArgument ? 64 : 1;
}

struct Options {
  Store store;
  std::string listen = "127.0.0.1:0";
  rpc::TlsFiles tls;
  size_t connections = 8;
  fs::path master_key, breached_passwords, audit_key, audit_heads;
  std::vector<std::string> outgoing_networks;
  assay::mail::CommandLine mail;
  std::string public_url, mail_language = "en";
  int mail_digest_hour = 5;
};

// The first start makes it: what is sealed with it is nothing without the database.
Result<std::unique_ptr<assay::blobs::MasterKeys>> OpenMasterKeys(const fs::path& file) {
  const Status made = assay::blobs::CreateMasterKey(file);
  if (!made.ok() && made.code() != assay::StatusCode::kAlreadyExists) return made;
  return assay::blobs::MasterKeys::Load(file);
}

Result<identity::MailOptions> ReadMailOptions(const Options& options) {
  identity::MailOptions mail;
  if (options.mail.host.empty()) return mail;
  ASSAY_ASSIGN_OR_RETURN(mail.server, assay::mail::ReadCommandLine(options.mail));
  ASSAY_ASSIGN_OR_RETURN(mail.from, assay::mail::ParseAddress(options.mail.from));
  mail.public_url = options.public_url;
  while (mail.public_url.ends_with('/')) mail.public_url.pop_back();
  if (!mail.public_url.starts_with("https://") && !mail.public_url.starts_with("http://"))
    return assay::InvalidArgument("--public-url: where people reach this server, for links");
  mail.language = options.mail_language;
  mail.digest_hour = options.mail_digest_hour;
  return mail;
}

Status Serve(Options& options, assay::service::Context& context) {
  ASSAY_ASSIGN_OR_RETURN(const auto rules,
                         identity::PasswordRules::Load(options.breached_passwords));
  ASSAY_ASSIGN_OR_RETURN(const auto masters, OpenMasterKeys(options.master_key));
  identity::Vault vault(*masters);
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, options.store.Open());
    ASSAY_RETURN_IF_ERROR(vault.Rewrap(*connection));
    ASSAY_RETURN_IF_ERROR(options.store.OpenAudit(*connection));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto key,
                         assay::crypto::SigningKey::LoadOrCreate(options.audit_key));
  assay::audit::Log log(identity::kAuditSchema, key);
  identity::Journal journal(log, vault);
  const identity::HeadKeeper keeper(options.store.settings, options.audit_heads, context.logger());
  database::Pool pool(options.store.settings, options.connections);
  ASSAY_ASSIGN_OR_RETURN(const identity::MailOptions mail_options, ReadMailOptions(options));
  identity::MailQueue mail(pool, vault, mail_options);
  identity::MailSettingsStore mail_settings(pool, *masters);
  identity::Mailer mailer(mail, mail_settings, context.logger());
  const identity::ServiceParts parts{
      pool, rules, vault, journal, key, mail, context.metrics(), context.tracer()};
  const auto service = identity::MakeService(parts, context.logger());
  const auto passkeys = identity::MakePasskeyService(parts, context.logger());
  assay::http::ClientOptions outgoing;
  ASSAY_ASSIGN_OR_RETURN(outgoing.policy,
                         assay::http::AddressPolicy::Public(options.outgoing_networks));
  ASSAY_ASSIGN_OR_RETURN(const auto client, assay::http::Client::Create(outgoing));
  const auto sign_on = identity::MakeSignOnService(parts, *client, context.logger());
  const auto linked = identity::MakeLinkedService(parts, context.logger());
  const auto mails = identity::MakeMailService(parts, mail_settings, mailer, context.logger());
  rpc::ServerOptions server_options;
  server_options.address = options.listen;
  ASSAY_ASSIGN_OR_RETURN(server_options.credentials, rpc::ServerCredentials(options.tls));
  server_options.services = {service.get(), sign_on.get(), linked.get(), passkeys.get(),
                             mails.get()};
  ASSAY_ASSIGN_OR_RETURN(const auto server, rpc::Server::Start(server_options));
  context.logger().Info("serving", {{"listen", options.listen}, {"port", server->port()}});
  mailer.Start();
  context.SetReady();
  context.WaitForStop();
  context.SetNotReady("stopping");
  server->Shutdown(std::chrono::seconds(5));
  return assay::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc > 1 && std::string_view(argv[1]) == "bootstrap") return Bootstrap(argc - 1, argv + 1);
  Options options;
  assay::service::Definition definition;
  definition.name = "assay-identity";
  definition.description =
      "People, tokens and the device flow (assay.identity.v1). \"assay-identity bootstrap\" makes "
      "the "
      "first administrator.";
  definition.options = [&options](CLI::App& app) {
    options.store.AddOptions(app);
    app.add_option("--listen", options.listen, "HOST:PORT to serve on; port 0 picks one")
        ->capture_default_str();
    assay::service::AddTlsOptions(app, options.tls);
    app.add_option("--master-key", options.master_key,
                   "wraps the keys of people; 0600, made where there is none. Without this file "
                   "second factors and details of the audit log are lost")
        ->required();
    app.add_option("--audit-key", options.audit_key,
                   "signs the audit log (Ed25519, PEM); made where there is none. Its public half "
                   "is what verifiers need")
        ->required();
    app.add_option("--audit-heads", options.audit_heads,
                   "signed heads of the audit log are added to this file, outside of the database; "
                   "copy it to where the database's owner cannot write");
    app.add_option("--breached-passwords", options.breached_passwords,
                   "SHA-1 digests of passwords that nobody may choose, sorted, a line each");
    app.add_option("--outgoing-allow", options.outgoing_networks,
                   "networks (CIDR) in which identity providers may stand though they are not "
                   "public");
    assay::mail::AddOptions(app, options.mail);
    app.add_option("--public-url", options.public_url,
                   "where people reach this server, for links in mails: https://assay.example.org");
    app.add_option("--mail-language", options.mail_language, "of mails to people who chose none")
        ->capture_default_str()
        ->check(CLI::IsMember({"en", "de", "es"}));
    app.add_option("--mail-digest-hour", options.mail_digest_hour,
                   "when a day's news are sent to those who want them so, UTC")
        ->capture_default_str()
        ->check(CLI::Range(0, 23));
    app.add_option("--database-connections", options.connections, "at most so many at once")
        ->capture_default_str()
        ->check(CLI::Range(1, 100));
  };
  definition.check = [&options]() -> Status {
    ASSAY_RETURN_IF_ERROR(database::CheckOptions(options.store.settings));
    ASSAY_RETURN_IF_ERROR(ReadMailOptions(options).status());
    return assay::service::CheckTlsOptions(options.tls);
  };
  definition.run = [&options](assay::service::Context& context) { return Serve(options, context); };
  return assay::service::Run(definition, argc, argv);
}
