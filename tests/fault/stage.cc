#include "tests/fault/stage.h"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>

#include "common/blobs/master_keys.h"
#include "common/tls/authority.h"
#include "tests/fault/free_port.h"
#include "tests/fault/processes.h"

namespace assay::fault {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kDatabase = "assay";

std::string Seconds(milliseconds duration) {
  return std::to_string(static_cast<double>(duration.count()) / 1000);
}

void Append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

Result<std::unique_ptr<Stage>> Stage::Start(const StageOptions& options) {
  std::unique_ptr<Stage> stage(new Stage(options));
  ASSAY_RETURN_IF_ERROR(stage->Prepare());
  return stage;
}

Stage::~Stage() {
  parts_.clear();
  if (cluster_) clocked_.push_back(cluster_->pid());
  cluster_.reset();
  ForgetClocks();
}

Status Stage::Prepare() {
  ASSAY_ASSIGN_OR_RETURN(folder_, TempDir::Create("assay-fault-"));
  ASSAY_RETURN_IF_ERROR(PrepareMachine());
  ASSAY_RETURN_IF_ERROR(StartDatabase());
  ASSAY_ASSIGN_OR_RETURN(const auto authority, tls::CertificateAuthority::Create(folder() / "ca"));
  std::vector<tls::Identity> identities = {{"judge", ""}, {"gateway", ""}, {"identity", ""}};
  for (int i = 1; i <= options_.workers; ++i) {
    identities.push_back({"worker", "w" + std::to_string(i)});
  }
  for (const tls::Identity& identity : identities) {
    ASSAY_ASSIGN_OR_RETURN(const auto credentials, authority.Issue({.identity = identity}));
    ASSAY_RETURN_IF_ERROR(tls::WriteCredentials(
        folder() / "pki" / (identity.service + identity.instance), credentials));
  }
  ASSAY_RETURN_IF_ERROR(blobs::CreateMasterKey(folder() / "master.key"));
  ASSAY_RETURN_IF_ERROR(AddJudge());
  ASSAY_RETURN_IF_ERROR(AddWorkers());
  return options_.door ? AddDoor() : OkStatus();
}

Status Stage::AddJudge() {
  ASSAY_ASSIGN_OR_RETURN(judge_port_, FreePort());
  ASSAY_ASSIGN_OR_RETURN(cut_, Cut::Start(judge_port_));
  std::vector<std::string> argv = {"assay-judge",
                                   "--listen",
                                   judge_target(),
                                   "--blobs",
                                   "file:" + (folder() / "blobs").string(),
                                   "--master-key",
                                   folder() / "master.key",
                                   "--lease-seconds",
                                   Seconds(options_.lease),
                                   "--heartbeat-seconds",
                                   Seconds(options_.heartbeat)};
  Append(argv, TlsOptions("judge"));
  Append(argv, DatabaseOptions());
  Append(argv, options_.judge_options);
  return AddPart("judge", std::move(argv));
}

Status Stage::AddWorkers() {
  const std::string target =
      options_.through_cut ? "127.0.0.1:" + std::to_string(cut_->port()) : judge_target();
  for (int i = 1; i <= options_.workers; ++i) {
    const std::string name = "w" + std::to_string(i);
    std::vector<std::string> argv = {"assay-worker",
                                     "--judge",
                                     target,
                                     "--cache",
                                     folder() / ("cache-" + name),
                                     "--backend",
                                     options_.backend,
                                     "--slots",
                                     std::to_string(options_.slots),
                                     "--processors",
                                     folder() / "processors",
                                     "--warm",
                                     std::to_string(options_.warm)};
    Append(argv, TlsOptions("worker" + name));
    Append(argv, options_.worker_options);
    ASSAY_RETURN_IF_ERROR(AddPart("worker/" + name, std::move(argv)));
  }
  return OkStatus();
}

Status Stage::AddDoor() {
  const fs::path token = folder() / "token";
  process::Command bootstrap;
  bootstrap.argv = {
      options_.bin / "assay-identity", "bootstrap", "--name", "Ada", "--token-out", token};
  Append(bootstrap.argv, DatabaseOptions());
  bootstrap.log = folder() / "bootstrap.log";
  if (const char* source = std::getenv("ASSAY_SOURCE_DIR")) {
    bootstrap.environment.push_back("ASSAY_SOURCE_DIR=" + std::string(source));
  }
  ASSAY_ASSIGN_OR_RETURN(auto child, process::Child::Start(bootstrap));
  ASSAY_ASSIGN_OR_RETURN(const auto ended, child.Wait(seconds(30)));
  if (!ended || *ended != 0) {
    const auto log = ReadFile(bootstrap.log);
    return Internal("assay-identity bootstrap failed: " + (log.ok() ? *log : ""));
  }
  ASSAY_ASSIGN_OR_RETURN(token_, ReadFile(token));
  while (!token_.empty() && token_.back() == '\n') token_.pop_back();

  if (options_.redis) ASSAY_RETURN_IF_ERROR(AddRedis());
  ASSAY_ASSIGN_OR_RETURN(identity_port_, FreePort());
  const std::string identity_target = "127.0.0.1:" + std::to_string(identity_port_);
  std::vector<std::string> identity = {
      "assay-identity",          "--listen",    identity_target,       "--master-key",
      folder() / "identity.key", "--audit-key", folder() / "audit.key"};
  Append(identity, TlsOptions("identity"));
  Append(identity, DatabaseOptions());
  ASSAY_RETURN_IF_ERROR(AddPart("identity", std::move(identity)));
  const std::string rate = options_.redis ? "100000" : "0";
  for (int number = 1; number <= options_.doors; ++number) {
    ASSAY_ASSIGN_OR_RETURN(const int port, FreePort());
    door_ports_.push_back(port);
    std::vector<std::string> gateway = {
        "assay-gateway",      "--listen",   door_target(number), "--judge",
        judge_target(),       "--identity", identity_target,     "--plain-http",
        "--rate-per-address", rate,         "--rate-per-token",  rate};
    if (options_.redis)
      Append(gateway, {"--redis", "redis://127.0.0.1:" + std::to_string(redis_port_)});
    Append(gateway, TlsOptions("gateway"));
    Append(gateway, options_.gateway_options);
    ASSAY_RETURN_IF_ERROR(
        AddPart(number == 1 ? "gateway" : "gateway/" + std::to_string(number), std::move(gateway)));
  }
  return OkStatus();
}

std::vector<std::string> Stage::DatabaseOptions() const {
  const database::Settings database = this->database();
  return {"--database-host",          database.host,
          "--database-port",          std::to_string(database.port),
          "--database-name",          kDatabase,
          "--database-user",          database.user,
          "--database-password-file", database.password_file};
}

std::vector<std::string> Stage::TlsOptions(const std::string& identity) const {
  const rpc::TlsFiles files = Tls(identity);
  return {"--tls-certificate", files.certificate, "--tls-key",
          files.key,           "--tls-roots",     files.roots};
}

std::string Stage::door_target(int number) const {
  return "127.0.0.1:" + std::to_string(door_ports_.at(static_cast<size_t>(number) - 1));
}

pid_t Stage::pid(const std::string& part) const {
  const auto found = parts_.find(part);
  return found == parts_.end() ? 0 : found->second.child.pid();
}

Status Stage::StartDatabase() {
  database::ClusterOptions options;
  options.folder = cluster_folder_->path();
  options.fsync = false;  // processes are killed here, not the machine
  options.environment = ClockOf("postgres");
  ASSAY_ASSIGN_OR_RETURN(auto cluster, database::PrivateCluster::Start(std::move(options)));
  cluster_.emplace(std::move(cluster));
  return cluster_->CreateDatabase(kDatabase);
}

database::Settings Stage::database() const { return cluster_->ConnectionSettings(kDatabase); }

std::string Stage::judge_target() const { return "127.0.0.1:" + std::to_string(judge_port_); }

rpc::TlsFiles Stage::Tls(const std::string& identity) const {
  const fs::path pki = folder() / "pki" / identity;
  return {pki / "tls.crt", pki / "tls.key", pki / "roots.crt"};
}

Status Stage::AddPart(const std::string& name, std::vector<std::string> argv) {
  argv[0] = options_.bin / argv[0];
  for (const char* more : {"--admin-listen", "none", "--log-format", "json"})
    argv.emplace_back(more);
  parts_[name].command.argv = std::move(argv);
  return Begin(name);
}

Status Stage::AddRedis() {
  ASSAY_ASSIGN_OR_RETURN(redis_port_, FreePort());
  parts_["redis"].command.argv = {"/usr/bin/redis-server",
                                  "--port",
                                  std::to_string(redis_port_),
                                  "--bind",
                                  "127.0.0.1",
                                  "--save",
                                  "",
                                  "--appendonly",
                                  "no",
                                  "--dir",
                                  folder()};
  return Begin("redis");
}

Status Stage::Begin(const std::string& name) {
  Part& part = parts_.at(name);
  std::string file = name;
  for (char& c : file) c = c == '/' ? '-' : c;
  part.command.log = folder() / (file + ".log");
  part.command.death_signal = SIGKILL;
  // Marks what belongs to this stage, whatever becomes of its parents.
  part.command.environment = {"ASSAY_FAULT_STAGE=" + folder().string()};
  for (const char* kept :
       {"HOME", "ASSAY_BIN_DIR", "ASSAY_SOURCE_DIR", "ASSAY_IMAGE_STORE", "ASSAY_LANGUAGES"}) {
    if (const char* value = std::getenv(kept)) {
      part.command.environment.push_back(std::string(kept) + "=" + value);
    }
  }
  Append(part.command.environment, ClockOf(name));
  return Launch(name);
}

Status Stage::Launch(const std::string& name) {
  Part& part = parts_.at(name);
  ASSAY_ASSIGN_OR_RETURN(part.child, process::Child::Start(part.command));
  clocked_.push_back(part.child.pid());
  return OkStatus();
}

std::vector<std::string> Stage::parts() const {
  std::vector<std::string> names = {"postgres"};
  for (const auto& [name, part] : parts_) names.push_back(name);
  return names;
}

Status Stage::Kill(const std::string& name) {
  if (name == "postgres") {
    if (cluster_->running()) ::kill(cluster_->pid(), SIGKILL);
    clocked_.push_back(cluster_->pid());
    return cluster_->Restart();
  }
  Part& part = parts_.at(name);
  ASSAY_ASSIGN_OR_RETURN(const auto ended, part.child.Wait(milliseconds(0)));
  if (ended) {
    Died(name, *ended);
  } else {
    const Family family(part.child.pid());
    const auto killed = Clock::now();
    ASSAY_RETURN_IF_ERROR(part.child.Stop(SIGKILL, seconds(10)).status());
    const auto ended_at = Clock::now();
    const auto death = std::chrono::duration_cast<milliseconds>(ended_at - killed);
    if (death > longest_death_) last_to_die_ = name;
    longest_death_ = std::max(longest_death_, death);
    for (const std::string& left : family.WaitUntilGone(options_.leftover_patience)) {
      if (leftovers_.size() < 20) leftovers_.push_back("of " + name + ": " + left);
    }
    longest_cleanup_ = std::max(longest_cleanup_,
                                std::chrono::duration_cast<milliseconds>(Clock::now() - ended_at));
  }
  return Launch(name);
}

void Stage::Died(const std::string& name, int status) {
  const std::string log = LogOf(name);
  const size_t last = log.rfind('\n', log.size() - std::min<size_t>(log.size(), 2));
  const std::string said = log.substr(last == std::string::npos ? 0 : last);
  // A start that cannot write its schema ends, and the next one goes on.
  const bool no_database = said.find("\"error\":\"UNAVAILABLE: ") != std::string::npos ||
                           said.find("No space left on device") != std::string::npos;
  if (name == "identity" && no_database) {
    ++identity_restarts_;
  } else {
    deaths_.push_back(name + " (" + process::DescribeEnd(status) + "): " + log);
  }
}

std::string Stage::longest_death() const {
  return last_to_die_ + ", " + std::to_string(longest_death_.count()) + " ms";
}

Status Stage::Freeze(const std::string& name, milliseconds duration) {
  Part& part = parts_.at(name);
  if (!part.child.running()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(part.child.Signal(SIGSTOP));
  std::this_thread::sleep_for(duration);
  return part.child.Signal(SIGCONT);
}

Status Stage::Revive() {
  ASSAY_ASSIGN_OR_RETURN(const auto server_ended, cluster_->TakeEnd());
  if (server_ended) {
    if (!std::exchange(database_was_full_, false)) {
      deaths_.push_back("postgres (" + process::DescribeEnd(*server_ended) + ")");
    }
    ASSAY_RETURN_IF_ERROR(cluster_->Restart());
  }
  for (auto& [name, part] : parts_) {
    if (!part.child.running()) continue;
    ASSAY_ASSIGN_OR_RETURN(const auto ended, part.child.Wait(milliseconds(0)));
    if (!ended) continue;
    Died(name, *ended);
    ASSAY_RETURN_IF_ERROR(Launch(name));
  }
  return OkStatus();
}

std::vector<std::string> Stage::Orphans() const {
  const std::string mark = "ASSAY_FAULT_STAGE=" + folder().string();
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto read = [&](const char* what) {
      const auto text = ReadFile(entry.path() / what);
      return text.ok() ? *text : std::string();
    };
    const bool ours = read("environ").find(mark) != std::string::npos;
    std::string line = read("cmdline");
    if (!ours && line.find(folder().string()) == std::string::npos) continue;
    if (std::stoi(pid) == ::getpid()) continue;
    for (char& c : line) c = c == '\0' ? ' ' : c;
    // PostgreSQL is asked to stop by our destructor.
    if (line.find("postgres") == std::string::npos) found.push_back(pid + " " + line);
  }
  return found;
}

std::string Stage::LogOf(const std::string& name) const {
  const auto found = parts_.find(name);
  if (found == parts_.end()) return {};
  auto text = ReadFile(found->second.command.log, 256U << 20U);
  if (!text.ok()) return text.status().ToString();
  constexpr size_t kEnd = 2000;
  return text->size() > kEnd ? text->substr(text->size() - kEnd) : *text;
}

Status Stage::Stop() {
  Status first;
  // Workers before the judge that they talk to.
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    auto ended = part->second.child.running()
                     ? part->second.child.Stop(SIGTERM, seconds(30))
                     : Result<int>(Unavailable(part->first + " was dead before the end"));
    if (first.ok() && (!ended.ok() || *ended != 0)) {
      first = !ended.ok() ? ended.status()
                          : Internal(part->first + " did not stop cleanly: " +
                                     process::DescribeEnd(*ended) + ": " + LogOf(part->first));
    }
  }
  return first;
}

}  // namespace assay::fault
