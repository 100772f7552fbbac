#include "supervisor/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "supervisor/database_setup.h"
#include "supervisor/ports.h"
#include "supervisor/postgres_unit.h"
#include "supervisor/process_unit.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

void Append(Words& words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
}

Words TlsOptions(const Site& site, const std::string& name) {
  const fs::path folder = site.layout.pki() / name;
  return {"--tls-certificate", folder / "tls.crt", "--tls-key",
          folder / "tls.key",  "--tls-roots",      folder / "roots.crt"};
}

std::string Loopback(const Site& site, const std::string& service) {
  const auto port = site.state.ports.find(service);
  return fmt::format("127.0.0.1:{}", port == site.state.ports.end() ? 0 : port->second);
}

// What all services have in common: program, identity, log, ready file, the end with its
// supervisor.
ProcessSpec ServiceSpec(const Site& site, const std::string& name, const std::string& program,
                        const Words& options) {
  ProcessSpec spec;
  spec.name = name;
  spec.command.argv = {site.service_programs / program, "--admin-listen", "127.0.0.1:0",
                       "--ready-file", site.layout.ready_file(name)};
  Append(spec.command.argv, TlsOptions(site, name));
  Append(spec.command.argv, options);
  spec.command.log = site.layout.log(name);
  spec.command.user = site.accounts.services;
  // Work that was acknowledged is on disk, and what was not is asked for again: nothing is lost by
  // an end without warning, which leaves nothing behind that hangs.
  spec.command.death_signal = SIGKILL;
  spec.pid_file = site.layout.pid_file(name);
  spec.ready_file = site.layout.ready_file(name);
  return spec;
}

PlannedUnit Plan(ProcessSpec spec, Words needs) {
  std::string name = spec.name;
  return {std::move(name), std::move(needs), std::make_unique<ProcessUnit>(std::move(spec))};
}

PlannedUnit PlanPostgres(const Site& site) {
  database::ClusterOptions options;
  options.folder = site.layout.postgres();
  options.log = site.layout.log("postgres");
  if (!site.accounts.postgres.empty()) options.run_as = site.accounts.postgres;
  options.open_to_users = !site.accounts.services.empty();
  options.settings = {{"shared_buffers", fmt::format("{}MB", site.config.shared_buffers_mb)},
                      {"log_line_prefix", "%m [%p] %q%u@%d "}};
  std::vector<DatabaseRole> roles;
  for (const std::string& role : Roles()) {
    // Identity's audit log stands beside its own schema.
    const Words beside = role == "identity" ? Words{"identity_audit"} : Words{};
    roles.push_back({role, site.layout.password(role), beside});
  }
  auto prepare = [roles](const database::PrivateCluster& cluster) {
    return SetUpDatabase(cluster, roles);
  };
  return {"postgres",
          {},
          std::make_unique<PostgresUnit>(std::move(options), site.layout.pid_file("postgres"),
                                         std::move(prepare))};
}

// No TCP: who may open the socket's folder may use it, and that is the services' user.
PlannedUnit PlanRedis(const Site& site) {
  const std::string socket = site.layout.redis_socket();
  ProcessSpec spec;
  spec.name = "redis";
  spec.command.argv = {"/usr/bin/redis-server",
                       "--port",
                       "0",
                       "--unixsocket",
                       socket,
                       "--unixsocketperm",
                       "700",
                       "--save",
                       "",
                       "--appendonly",
                       "no",
                       "--dir",
                       site.layout.redis(),
                       "--maxmemory",
                       fmt::format("{}mb", site.config.redis_memory_mb),
                       "--maxmemory-policy",
                       "allkeys-lru"};
  spec.command.log = site.layout.log("redis");
  spec.command.user = site.accounts.services;
  spec.command.death_signal = SIGKILL;
  spec.pid_file = site.layout.pid_file("redis");
  spec.probe = [socket] { return RedisAnswers(socket); };
  return Plan(std::move(spec), {});
}

Words MailOptions(const Config& config) {
  if (config.mail_host.empty()) return {};
  Words options = {"--mail-host",        config.mail_host,
                   "--mail-security",    config.mail_security,
                   "--mail-from",        config.mail_from,
                   "--mail-language",    config.mail_language,
                   "--mail-digest-hour", std::to_string(config.mail_digest_hour),
                   "--public-url",       PublicUrl(config)};
  if (config.mail_port != 0) Append(options, {"--mail-port", std::to_string(config.mail_port)});
  if (!config.mail_user.empty())
    Append(options,
           {"--mail-user", config.mail_user, "--mail-password-file", config.mail_password_file});
  if (!config.mail_roots.empty()) Append(options, {"--mail-roots", config.mail_roots});
  return options;
}

PlannedUnit PlanIdentity(const Site& site) {
  Words options = {
      "--listen",    Loopback(site, "identity"), "--master-key",  site.layout.identity_key(),
      "--audit-key", site.layout.audit_key(),    "--audit-heads", site.layout.audit_heads()};
  for (const std::string& network : site.config.outgoing_networks)
    Append(options, {"--outgoing-allow", network});
  Append(options, MailOptions(site.config));
  Append(options, DatabaseOptions(site, "identity"));
  return Plan(ServiceSpec(site, "identity", "assay-identity", options), {"postgres"});
}

PlannedUnit PlanJudge(const Site& site) {
  Words options = {"--listen",     Loopback(site, "judge"),
                   "--blobs",      "file:" + site.layout.blobs().string(),
                   "--master-key", site.layout.master_key()};
  for (const std::string& network : site.config.outgoing_networks)
    Append(options, {"--webhook-allow", network});
  for (const std::string& network : site.config.git_networks)
    Append(options, {"--git-allow", network});
  Append(options, DatabaseOptions(site, "judge"));
  return Plan(ServiceSpec(site, "judge", "assay-judge", options), {"postgres"});
}

// A comparison may be heavy; it gives way by itself.
PlannedUnit PlanPlagiarism(const Site& site) {
  Words options = {
      "--listen", Loopback(site, "plagiarism"), "--judge",      Loopback(site, "judge"),
      "--index",  site.layout.similarity(),     "--master-key", site.layout.master_key()};
  Append(options, DatabaseOptions(site, "plagiarism"));
  return Plan(ServiceSpec(site, "plagiarism", "assay-plagiarism", options), {"postgres", "judge"});
}

// Workers make sandboxes: they keep the rights that the supervisor has. Its name is in its
// certificate. After a stop it may finish what it grades.
PlannedUnit PlanWorker(const Site& site, const std::string& name) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const unsigned slots = std::max(1U, cores / site.config.workers);
  ProcessSpec spec = ServiceSpec(
      site, "worker-" + name, "assay-worker",
      {"--judge", Loopback(site, "judge"), "--cache", site.layout.workers() / name / "cache",
       "--slots", std::to_string(slots), "--processors", site.layout.workers() / "processors",
       "--drain-timeout", "30", "--stop-timeout", "40"});
  spec.command.argv.front() = site.programs / "assay-worker";
  spec.command.user.clear();
  spec.command.environment = WorkerEnvironment();
  spec.stop_timeout = std::chrono::seconds(45);
  return Plan(std::move(spec), {"judge"});
}

PlannedUnit PlanCourses(const Site& site) {
  Words options = {
      "--listen",   Loopback(site, "courses"),  "--judge",      Loopback(site, "judge"),
      "--identity", Loopback(site, "identity"), "--master-key", site.layout.master_key()};
  Append(options, DatabaseOptions(site, "courses"));
  for (const std::string& network : site.config.outgoing_networks)
    Append(options, {"--outgoing-allow", network});
  return Plan(ServiceSpec(site, "courses", "assay-courses", options), {"postgres"});
}

PlannedUnit PlanGateway(const Site& site) {
  const Config& config = site.config;
  const bool v6 = config.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + config.address + "]" : config.address;
  Words options = {"--listen",     fmt::format("{}:{}", host, config.port),
                   "--judge",      Loopback(site, "judge"),
                   "--identity",   Loopback(site, "identity"),
                   "--courses",    Loopback(site, "courses"),
                   "--plagiarism", Loopback(site, "plagiarism"),
                   "--redis",      "unix:" + site.layout.redis_socket().string(),
                   "--public-url", PublicUrl(config)};
  if (!config.certificate.empty()) {
    Append(options, {"--public-certificate", config.certificate, "--public-key", config.key});
  }
  return Plan(ServiceSpec(site, "gateway", "assay-gateway", options),
              {"redis", "identity", "judge", "courses", "plagiarism"});
}

}  // namespace

std::vector<std::string> WorkerEnvironment() {
  std::vector<std::string> variables;
  for (const char* name : {"PATH", "HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TMPDIR",
                           "ASSAY_BIN_DIR", "ASSAY_IMAGE_STORE", "ASSAY_LANGUAGES"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) variables.push_back(std::string(name) + "=" + value);
  }
  return variables;
}

std::vector<std::string> PortServices() { return {"identity", "judge", "courses", "plagiarism"}; }
std::vector<std::string> Roles() { return {"identity", "judge", "courses", "plagiarism"}; }

std::vector<PlannedUnit> PlanUnits(const Site& site) {
  std::vector<PlannedUnit> units;
  units.push_back(PlanPostgres(site));
  units.push_back(PlanRedis(site));
  units.push_back(PlanIdentity(site));
  units.push_back(PlanJudge(site));
  units.push_back(PlanCourses(site));
  units.push_back(PlanPlagiarism(site));
  for (unsigned i = 1; i <= site.config.workers; ++i) {
    units.push_back(PlanWorker(site, "w" + std::to_string(i)));
  }
  units.push_back(PlanGateway(site));
  return units;
}

Status CheckPrograms(const Site& site) {
  for (const char* name : {"assay-identity", "assay-judge", "assay-courses", "assay-plagiarism",
                           "assay-worker", "assay-gateway"}) {
    if (fs::exists(site.programs / name)) continue;
    return NotFound((site.programs / name).string() +
                    ": not there; build it (./dev build release " + name +
                    ") or name the folder of the programs by --programs");
  }
  if (!fs::exists("/usr/bin/redis-server")) {
    return NotFound("/usr/bin/redis-server: not there; install the package redis-server");
  }
  return OkStatus();
}

std::vector<std::string> DatabaseOptions(const Site& site, const std::string& role) {
  return {"--database-host",          site.layout.postgres() / "socket",
          "--database-name",          kDatabase,
          "--database-user",          role,
          "--database-password-file", site.layout.password(role)};
}

std::string PublicUrl(const Config& config) {
  std::string host = config.names.empty() ? config.address : config.names.front();
  if (host == "0.0.0.0" || host == "::") host = "localhost";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return config.port == 443 ? "https://" + host : fmt::format("https://{}:{}", host, config.port);
}

}  // namespace assay::supervisor
