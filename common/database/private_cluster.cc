#include "common/database/private_cluster.h"

#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "common/database/connection.h"
#include "common/files.h"
#include "common/process/users.h"

namespace assay::database {
namespace {

namespace fs = std::filesystem;

// sun_path is 108 bytes; PostgreSQL adds "/.s.PGSQL.5432".
constexpr size_t kMaxSocketFolder = 107 - 14;
constexpr std::string_view kOwner = "assay";

// Debian keeps each major version in a folder of its own. The newest one for a new cluster, the
// cluster's own version for one that stands.
Result<fs::path> FindBin(const fs::path& data) {
  constexpr std::string_view kRoot = "/usr/lib/postgresql";
  std::string wanted;
  if (auto version = ReadFile(data / "PG_VERSION", 64); version.ok()) {
    wanted = version->substr(0, version->find('\n'));
  }
  int best = 0;
  std::error_code error;
  for (fs::directory_iterator it(kRoot, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!fs::exists(it->path() / "bin/postgres") || !fs::exists(it->path() / "bin/initdb"))
      continue;
    if (name.find_first_not_of("0123456789") != std::string::npos || name.size() > 4) continue;
    if (wanted.empty() || name == wanted) best = std::max(best, std::stoi(name));
  }
  if (best > 0) return fs::path(kRoot) / std::to_string(best) / "bin";
  if (wanted.empty())
    return NotFound("no PostgreSQL in " + std::string(kRoot) +
                    "/*/bin; install the package postgresql");
  return FailedPrecondition(data.string() + ": a cluster of PostgreSQL " + wanted +
                            ", which is not in " + std::string(kRoot) + "; install postgresql-" +
                            wanted);
}

Result<std::string> RandomPassword() {
  unsigned char bytes[24];
  if (::getrandom(bytes, sizeof bytes, 0) != sizeof bytes) return ErrnoStatus("getrandom", errno);
  std::string text;
  for (const unsigned char b : bytes) {
    text.push_back("0123456789abcdef"[b >> 4U]);
    text.push_back("0123456789abcdef"[b & 15U]);
  }
  return text;
}

}  // namespace

Result<PrivateCluster> PrivateCluster::Start(ClusterOptions options) {
  std::error_code error;
  options.folder = fs::absolute(options.folder, error);
  if (options.log.empty()) options.log = options.folder / "postgres.log";
  if ((options.folder / "socket").string().size() > kMaxSocketFolder) {
    return InvalidArgument(options.folder.string() +
                           ": too long a path for a unix socket; choose a shorter folder");
  }
  ASSAY_ASSIGN_OR_RETURN(fs::path bin, FindBin(options.folder / "data"));
  PrivateCluster cluster(std::move(options), std::move(bin));
  ASSAY_RETURN_IF_ERROR(cluster.MakeFolders());
  // PG_VERSION alone is not the proof: an initdb that was cut short leaves it too.
  if (!fs::exists(cluster.options_.folder / "data/ASSAY_READY")) {
    ASSAY_RETURN_IF_ERROR(cluster.InitDb());
  }
  ASSAY_RETURN_IF_ERROR(cluster.LaunchWhenFree());
  return cluster;
}

PrivateCluster::~PrivateCluster() {
  if (!server_.running() || Stop().ok()) return;
  // "immediate": nothing is lost, the next start recovers.
  (void)server_.Stop(SIGQUIT, std::chrono::seconds(10)).ok();
}

Status PrivateCluster::MakeFolders() {
  for (const char* part : {"", "socket"}) {
    const fs::path path = part[0] == 0 ? options_.folder : options_.folder / part;
    std::error_code error;
    fs::create_directories(path, error);
    // Others may pass through, never list.
    auto permissions = fs::perms::owner_all;
    if (options_.open_to_users) permissions |= fs::perms::group_exec | fs::perms::others_exec;
    if (!error) fs::permissions(path, permissions, error);
    if (error) return ErrnoStatus(path.string(), error.value());
    if (::geteuid() == 0) ASSAY_RETURN_IF_ERROR(process::GiveTo(path, options_.run_as));
  }
  return OkStatus();
}

// The server's life is tied to ours.
process::Command PrivateCluster::AsOwner(std::vector<std::string> argv) const {
  process::Command command;
  command.argv = std::move(argv);
  command.log = options_.log;
  if (::geteuid() == 0) command.user = options_.run_as;
  command.death_signal = SIGINT;
  return command;
}

Status PrivateCluster::InitDb() {
  const fs::path data = options_.folder / "data";
  std::error_code error;
  fs::remove_all(data, error);
  if (error) return ErrnoStatus(data.string(), error.value());
  const fs::path password_file = options_.folder / "password";
  ASSAY_ASSIGN_OR_RETURN(const std::string password, RandomPassword());
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(password_file, password + "\n", 0600));
  if (::geteuid() == 0) ASSAY_RETURN_IF_ERROR(process::GiveTo(password_file, options_.run_as));
  std::vector<std::string> command = {
      bin_ / "initdb", "--pgdata",      data,       "--username",      std::string(kOwner),
      "--auth",        "scram-sha-256", "--pwfile", password_file,     "--encoding",
      "UTF8",          "--locale",      "C.UTF-8",  "--data-checksums"};
  if (!options_.fsync) command.emplace_back("--no-sync");
  ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(AsOwner(std::move(command))));
  ASSAY_ASSIGN_OR_RETURN(const std::optional<int> status, child.Wait(options_.start_timeout));
  if (!status) return WithLog(DeadlineExceeded("initdb took too long"));
  if (*status != 0) {
    return WithLog(
        Internal("initdb failed in " + data.string() + ": " + process::DescribeEnd(*status)));
  }
  return WriteFileAtomically(data / "ASSAY_READY", "");
}

Status PrivateCluster::Launch() {
  std::vector<std::string> command = {bin_ / "postgres", "-D", options_.folder / "data"};
  const auto set = [&](const std::string& name, const std::string& value) {
    command.emplace_back("-c");
    command.push_back(name + "=" + value);
  };
  set("listen_addresses", "");
  set("unix_socket_directories", (options_.folder / "socket").string());
  set("unix_socket_permissions", options_.open_to_users ? "0777" : "0700");
  set("fsync", options_.fsync ? "on" : "off");
  for (const auto& [name, value] : options_.settings) set(name, value);
  if (!options_.environment.empty()) {
    // Only once it is the owner's process: a library to preload must not run as somebody else.
    std::vector<std::string> words = {"/usr/bin/env"};
    words.insert(words.end(), options_.environment.begin(), options_.environment.end());
    command.insert(command.begin(), words.begin(), words.end());
  }
  ASSAY_ASSIGN_OR_RETURN(server_, process::Child::Start(AsOwner(std::move(command))));
  return WaitUntilReady();
}

// Another server of the same folder may answer, while this one is about to be refused.
bool PrivateCluster::IsOurs() const {
  const auto text = ReadFile(options_.folder / "data/postmaster.pid", 4096);
  return text.ok() && text->substr(0, text->find('\n')) == std::to_string(server_.pid());
}

// Until it lets us in: while it starts it refuses connections, then says that it recovers.
Status PrivateCluster::WaitUntilReady() {
  const auto deadline = std::chrono::steady_clock::now() + options_.start_timeout;
  const Settings settings = ConnectionSettings();
  while (true) {
    const auto connection = Connection::Open(settings);
    if (connection.ok() && IsOurs()) return OkStatus();
    if (!connection.ok() && connection.status().code() != StatusCode::kUnavailable)
      return connection.status();
    ASSAY_ASSIGN_OR_RETURN(const auto ended, server_.Wait(std::chrono::milliseconds(5)));
    if (ended) {
      return WithLog(
          Unavailable("PostgreSQL ended while it started: " + process::DescribeEnd(*ended)));
    }
    if (std::chrono::steady_clock::now() > deadline) {
      const std::string why =
          connection.ok() ? "another server answers" : connection.status().message();
      return WithLog(DeadlineExceeded("PostgreSQL did not answer in time: " + why));
    }
  }
}

Status PrivateCluster::Stop(std::chrono::seconds timeout) {
  if (!server_.running()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(server_.Signal(SIGINT));
  ASSAY_ASSIGN_OR_RETURN(const auto ended, server_.Wait(timeout));
  return ended ? OkStatus() : WithLog(DeadlineExceeded("PostgreSQL did not stop in time"));
}

Status PrivateCluster::Restart() {
  if (server_.running()) {
    ASSAY_ASSIGN_OR_RETURN(const auto dead, server_.Wait(std::chrono::milliseconds(0)));
    if (!dead) ASSAY_RETURN_IF_ERROR(Stop());
  }
  return LaunchWhenFree();
}

// After kill -9 of the postmaster its other processes may last a moment longer and hold the shared
// memory; after one of whoever started it, it may itself still be on its way out. A start is
// refused until they are gone.
Status PrivateCluster::LaunchWhenFree() {
  const auto deadline = std::chrono::steady_clock::now() + options_.start_timeout;
  while (true) {
    const Status status = Launch();
    const auto says = [&status](const char* text) {
      return status.message().find(text) != std::string::npos;
    };
    const bool held = says("still in use") || says("lock file \"postmaster.pid\" already exists");
    if (status.ok() || !held || std::chrono::steady_clock::now() > deadline) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Status PrivateCluster::WithLog(Status status) const {
  constexpr size_t kTail = 1500;
  auto log = ReadFile(options_.log, 1U << 30U);
  if (!log.ok()) return status;
  const std::string tail = log->substr(log->size() > kTail ? log->size() - kTail : 0);
  return {status.code(), status.message() + "\n" + tail};
}

Settings PrivateCluster::ConnectionSettings(std::string database) const {
  Settings settings;
  settings.host = (options_.folder / "socket").string();
  settings.database = std::move(database);
  settings.user = kOwner;
  settings.password_file = options_.folder / "password";
  return settings;
}

Status PrivateCluster::CreateDatabase(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain) return InvalidArgument("database \"" + name + "\": a-z, 0-9 and _ only");
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Connection::Open(ConnectionSettings()));
  return connection->ExecuteScript("CREATE DATABASE " + name);
}

}  // namespace assay::database
