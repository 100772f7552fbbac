#include "common/redis/test_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "common/files.h"
#include "common/process/child.h"
#include "common/tls/authority.h"

namespace assay::redis {
namespace {

constexpr char kProgram[] = "/usr/bin/redis-server";
constexpr std::chrono::seconds kStartTimeout{20};
constexpr int kPortAttempts = 5;

// Free a moment ago: another process may take it, so a start is tried again.
Result<uint16_t> FreePort() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!fd.valid() || ::bind(fd.get(), generic, size) != 0 ||
      ::getsockname(fd.get(), generic, &size) != 0) {
    return ErrnoStatus("a free port", errno);
  }
  return ntohs(address.sin_port);
}

}  // namespace

struct TestServer::State {
  State(TempDir folder_, TestServerOptions options_)
      : folder(std::move(folder_)), options(std::move(options_)) {}
  ~State() { End(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string Path(const std::string& name) const { return (folder.path() / name).string(); }

  Status MakeFiles() {
    if (!options.password.empty()) {
      ASSAY_RETURN_IF_ERROR(WriteFileAtomically(Path("password"), options.password + "\n", 0600));
    }
    if (!options.tls) return OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const auto authority, tls::CertificateAuthority::Create(Path("pki")));
    for (const char* name : {"redis", "client"}) {
      tls::CertificateRequest request{.identity = {name}};
      if (std::string_view(name) == "redis") request.addresses = {"127.0.0.1"};
      ASSAY_ASSIGN_OR_RETURN(const auto credentials, authority.Issue(request));
      ASSAY_RETURN_IF_ERROR(tls::WriteCredentials(Path(name), credentials));
    }
    return OkStatus();
  }

  Status WriteConfiguration() {
    std::string text = "save \"\"\nappendonly no\ndaemonize no\nprotected-mode no\n";
    const auto set = [&text](const std::string& key, const std::string& value) {
      text += key + " " + value + "\n";
    };
    set("dir", folder.path().string());
    set("unixsocket", Path("redis.sock"));
    set("unixsocketperm", "700");
    set("bind", "127.0.0.1");
    set("port", options.tcp ? std::to_string(tcp_port) : "0");
    if (!options.password.empty()) set("requirepass", "\"" + options.password + "\"");
    if (options.tls) {
      set("tls-port", std::to_string(tls_port));
      set("tls-cert-file", Path("redis/tls.crt"));
      set("tls-key-file", Path("redis/tls.key"));
      set("tls-ca-cert-file", Path("redis/roots.crt"));
      set("tls-auth-clients", "yes");
      set("tls-protocols", "\"TLSv1.3\"");
    }
    if (options.cluster) {
      set("cluster-enabled", "yes");
      set("cluster-config-file", "nodes.conf");
      set("cluster-port", std::to_string(bus_port));
      set("cluster-node-timeout", "2000");
      set("cluster-require-full-coverage", "no");
    }
    for (const auto& [key, value] : options.settings) set(key, value);
    return WriteFileAtomically(Path("redis.conf"), text, 0600);
  }

  Status PickPorts() {
    ASSAY_ASSIGN_OR_RETURN(tcp_port, FreePort());
    ASSAY_ASSIGN_OR_RETURN(tls_port, FreePort());
    ASSAY_ASSIGN_OR_RETURN(bus_port, FreePort());
    return WriteConfiguration();
  }

  Status Launch() {
    process::Command command;
    command.argv = {kProgram, Path("redis.conf")};
    command.log = Path("redis.log");
    ASSAY_ASSIGN_OR_RETURN(child, process::Child::Start(command));
    ASSAY_ASSIGN_OR_RETURN(const auto client,
                           Client::Create(ClientFor("unix:" + Path("redis.sock"))));
    const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
    Status answer;
    do {
      ASSAY_ASSIGN_OR_RETURN(const auto ended, child.Wait(std::chrono::milliseconds(10)));
      if (ended) break;
      answer = client->Ping();
    } while (!answer.ok() && std::chrono::steady_clock::now() < deadline);
    if (child.running() && answer.ok()) return OkStatus();
    End();
    const auto log = ReadFile(Path("redis.log"));
    return Unavailable("redis-server does not start: " +
                       (log.ok() ? log->substr(log->size() - std::min<size_t>(log->size(), 500))
                                 : log.status().ToString()));
  }

  Options ClientFor(const std::string& url) const {
    Options client;
    client.url = url;
    if (!options.password.empty()) client.password_file = Path("password");
    return client;
  }

  void End() {
    if (child.running()) (void)child.Stop(SIGKILL, std::chrono::seconds(30));
  }

  TempDir folder;
  TestServerOptions options;
  process::Child child;
  uint16_t tcp_port = 0, tls_port = 0, bus_port = 0;
};

TestServer::TestServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
TestServer::TestServer(TestServer&&) noexcept = default;
TestServer::~TestServer() = default;

Result<TestServer> TestServer::Start(const TestServerOptions& options) {
  if (!std::filesystem::exists(kProgram)) {
    return NotFound(std::string(kProgram) + ": install redis-server");
  }
  ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create("assay-redis-"));
  auto state = std::make_unique<State>(std::move(folder), options);
  ASSAY_RETURN_IF_ERROR(state->MakeFiles());
  Status last;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    ASSAY_RETURN_IF_ERROR(state->PickPorts());
    last = state->Launch();
    if (last.ok()) return TestServer(std::move(state));
  }
  return last;
}

Options TestServer::UnixOptions() const {
  return state_->ClientFor("unix:" + state_->Path("redis.sock"));
}

Options TestServer::TcpOptions() const {
  return state_->ClientFor("redis://127.0.0.1:" + std::to_string(state_->tcp_port));
}

Options TestServer::TlsOptions() const {
  Options options = state_->ClientFor("rediss://127.0.0.1:" + std::to_string(state_->tls_port));
  options.roots = state_->Path("client/roots.crt");
  options.certificate = state_->Path("client/tls.crt");
  options.key = state_->Path("client/tls.key");
  return options;
}

uint16_t TestServer::port() const {
  return state_->options.tcp ? state_->tcp_port : state_->tls_port;
}
uint16_t TestServer::bus_port() const { return state_->bus_port; }
std::filesystem::path TestServer::folder() const { return state_->folder.path(); }
void TestServer::Kill() { state_->End(); }
void TestServer::Suspend() { (void)state_->child.Signal(SIGSTOP); }
void TestServer::Resume() { (void)state_->child.Signal(SIGCONT); }
Status TestServer::Restart() { return state_->child.running() ? OkStatus() : state_->Launch(); }

namespace {

constexpr int kMasters = 3;
constexpr int kSlots = 16'384;

Status Introduce(TestServer& node, int index, const TestServer& first, const std::string& bus) {
  ASSAY_ASSIGN_OR_RETURN(const auto client, Client::Create(node.UnixOptions()));
  const int begin = kSlots * index / kMasters;
  const int end = kSlots * (index + 1) / kMasters - 1;
  ASSAY_RETURN_IF_ERROR(
      client->Call({"CLUSTER", "ADDSLOTSRANGE", std::to_string(begin), std::to_string(end)})
          .status());
  if (index == 0) return OkStatus();
  return client->Call({"CLUSTER", "MEET", "127.0.0.1", std::to_string(first.port()), bus}).status();
}

Status WaitForCluster(const std::vector<TestServer>& nodes) {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  for (const TestServer& node : nodes) {
    ASSAY_ASSIGN_OR_RETURN(const auto client, Client::Create(node.UnixOptions()));
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const Value info, client->Call({"CLUSTER", "INFO"}));
      if (info.text.find("cluster_slots_ok:16384") != std::string::npos &&
          info.text.find("cluster_state:ok") != std::string::npos) {
        break;
      }
      if (std::chrono::steady_clock::now() > deadline) {
        return DeadlineExceeded("the cluster does not come up: " + info.text);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  return OkStatus();
}

}  // namespace

Result<TestCluster> TestCluster::Start() {
  std::vector<TestServer> nodes;
  std::string bus;
  for (int i = 0; i < kMasters; ++i) {
    TestServerOptions options;
    options.tcp = options.cluster = true;
    ASSAY_ASSIGN_OR_RETURN(TestServer node, TestServer::Start(options));
    nodes.push_back(std::move(node));
    if (i == 0) bus = std::to_string(nodes[0].bus_port());
    ASSAY_RETURN_IF_ERROR(Introduce(nodes.back(), i, nodes.front(), bus));
  }
  ASSAY_RETURN_IF_ERROR(WaitForCluster(nodes));
  return TestCluster(std::move(nodes));
}

Options TestCluster::ClientOptions() const {
  Options options;
  options.url = "redis+cluster://127.0.0.1:" + std::to_string(nodes_.front().port());
  return options;
}

}  // namespace assay::redis
