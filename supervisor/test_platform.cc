#include "supervisor/test_platform.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "common/database/connection.h"
#include "supervisor/ports.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(30);
constexpr std::chrono::seconds kRunTimeout(100);

fs::path BinDir() {
  const char* folder = std::getenv("ASSAY_BIN_DIR");
  if (folder != nullptr) return folder;
  return fs::read_symlink("/proc/self/exe").parent_path();
}

database::Settings SettingsFor(const fs::path& data, const std::string& role) {
  database::Settings settings;
  settings.host = data / "postgres/socket";
  settings.database = "assay";
  settings.user = role;
  settings.password_file = data / "secrets" / (role + ".password");
  return settings;
}

}  // namespace

nlohmann::json TestStatus::Unit(const std::string& name) const {
  for (const auto& unit : json.at("services")) {
    if (unit.at("name") == name) return unit;
  }
  return nlohmann::json::object();
}

std::vector<pid_t> TestStatus::Pids() const {
  std::vector<pid_t> pids = {json.value("pid", 0)};
  for (const auto& unit : json.at("services")) {
    if (!unit.at("pid").is_null()) pids.push_back(unit.at("pid").get<pid_t>());
  }
  return pids;
}

bool IsAlive(pid_t pid) {
  const auto stat = ReadFile("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!stat.ok()) return false;
  const size_t end = stat->rfind(") ");
  return end != std::string::npos && (*stat)[end + 2] != 'Z' && (*stat)[end + 2] != 'X';
}

bool WaitFor(const std::function<bool()>& done) {
  const auto deadline = steady_clock::now() + kPatience;
  while (steady_clock::now() < deadline) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

TakenPort ListenOnSomePort() {
  TakenPort taken;
  taken.fd.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(taken.fd.get(), any, size), 0);
  EXPECT_EQ(::listen(taken.fd.get(), 1), 0);
  EXPECT_EQ(::getsockname(taken.fd.get(), any, &size), 0);
  taken.port = ntohs(address.sin_port);
  return taken;
}

TestPlatform::TestPlatform(TempDir folder)
    : folder_(std::move(folder)), data_(folder_.path() / "data"), port_(PickPort().value()) {}

std::unique_ptr<TestPlatform> TestPlatform::Make() {
  auto folder = TempDir::Create("assay-up-");
  if (!folder.ok()) {
    ADD_FAILURE() << folder.status().ToString();
    return nullptr;
  }
  // As root the services run as others, and must be able to come here.
  fs::permissions(folder->path(), fs::perms::owner_all | fs::perms::others_exec);
  const fs::path programs = folder->path() / "programs";
  fs::create_directory(programs);
  for (const char* name : {"assay-identity", "assay-judge", "assay-courses", "assay-plagiarism",
                           "assay-worker", "assay-gateway"}) {
    fs::copy_file(BinDir() / "supervisor-test-service", programs / name);
  }
  return std::unique_ptr<TestPlatform>(new TestPlatform(std::move(*folder)));
}

TestPlatform::~TestPlatform() { Run({"down"}); }

void TestPlatform::SetBehaviour(const std::string& text) const {
  const Status written = WriteFileAtomically(folder_.path() / "programs/behaviour", text);
  EXPECT_TRUE(written.ok()) << written.ToString();
}

process::Command TestPlatform::MakeCommand(std::vector<std::string> arguments) const {
  process::Command command;
  command.argv = {BinDir() / "assay-platform"};
  const auto has = [&](const char* option) {
    return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
  };
  const bool up = arguments.front() == "up";
  const bool data = has("--data");
  const bool port = has("--port");
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  const auto add = [&](const char* option, const std::string& value) {
    command.argv.emplace_back(option);
    command.argv.push_back(value);
  };
  if (!data) add("--data", data_);
  if (up) add("--programs", folder_.path() / "programs");
  if (up && !port) add("--port", std::to_string(port_));
  return command;
}

Result<process::Child> TestPlatform::Launch(std::vector<std::string> arguments) const {
  process::Command command = MakeCommand(std::move(arguments));
  command.log = folder_.path() / "launched.log";
  return process::Child::Start(command);
}

Ran TestPlatform::Run(std::vector<std::string> arguments) const {
  process::Command command = MakeCommand(std::move(arguments));
  command.log = folder_.path() / "ran.log";
  std::error_code error;
  fs::remove(command.log, error);
  Ran ran;
  auto child = process::Child::Start(command);
  if (!child.ok()) return {-1, child.status().ToString()};
  const auto ended = child->Wait(kRunTimeout);
  ran.output = ReadFile(command.log).value();
  if (!ended.ok() || !*ended) {
    ADD_FAILURE() << command.argv[1] << " hangs: " << ran.output;
  } else if (WIFEXITED(**ended)) {
    ran.exit_code = WEXITSTATUS(**ended);
  }
  return ran;
}

TestStatus TestPlatform::StatusNow() const {
  const Ran ran = Run({"status", "--json"});
  TestStatus status;
  status.exit_code = ran.exit_code;
  status.json = nlohmann::json::parse(ran.output, nullptr, false);
  if (!status.json.is_object()) status.json = {{"services", nlohmann::json::array()}};
  return status;
}

bool TestPlatform::WaitUntil(const std::function<bool(const TestStatus&)>& done) const {
  return WaitFor([&] { return done(StatusNow()); });
}

Status TestPlatform::ExecuteIn(const fs::path& data, const std::string& role,
                               const std::string& sql) const {
  ASSAY_ASSIGN_OR_RETURN(const auto connection,
                         database::Connection::Open(SettingsFor(data, role)));
  return connection->ExecuteScript(sql);
}

Result<std::vector<std::string>> TestPlatform::ReadColumn(const fs::path& data,
                                                          const std::string& role,
                                                          const std::string& sql) const {
  ASSAY_ASSIGN_OR_RETURN(const auto connection,
                         database::Connection::Open(SettingsFor(data, role)));
  ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                         connection->Execute({"read_column", sql.c_str()}));
  std::vector<std::string> values;
  for (size_t i = 0; i < rows.size(); ++i) values.emplace_back(rows.Text(i, 0));
  return values;
}

std::string TestPlatform::OtherPort() { return std::to_string(PickPort().value()); }

}  // namespace assay::supervisor
