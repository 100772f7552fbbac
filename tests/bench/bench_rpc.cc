// A unary call between two processes over mutual TLS, idle and with every core busy, beside the
// same call in plain text: `./dev bench rpc`. Client and server share the machine.
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "common/files.h"
#include "common/rpc/rpc.h"
#include "common/rpc/server.h"
#include "common/tls/authority.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace v1 = ::assay::identity::v1;
using ChannelPtr = std::shared_ptr<grpc::Channel>;

constexpr std::chrono::seconds kLongestLoad{120};
constexpr int kRounds = 10;

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_rpc: {}\n", message);
  std::_Exit(1);
}

template <typename T>
T Need(Result<T> result, const char* what) {
  if (!result.ok()) Die(fmt::format("{}: {}", what, result.status().ToString()));
  return std::move(result).value();
}

void Need(const Status& status, const char* what) {
  if (!status.ok()) Die(fmt::format("{}: {}", what, status.ToString()));
}

rpc::TlsFiles Issue(const std::filesystem::path& folder, const std::string& service) {
  const auto authority = Need(tls::CertificateAuthority::Open(folder / "pki"), "the root");
  const auto credentials = Need(authority.Issue({.identity = {service}}), "a certificate");
  Need(tls::WriteCredentials(folder / service, credentials), "a certificate");
  return {folder / service / "tls.crt", folder / service / "tls.key",
          folder / service / "roots.crt"};
}

// Does what every method does first, and answers.
class Service final : public v1::IdentityService::CallbackService {
 public:
  explicit Service(bool authorise) : authorise_(authorise) {}
  grpc::ServerUnaryReactor* Authenticate(grpc::CallbackServerContext* context,
                                         const v1::AuthenticateRequest* request,
                                         v1::Principal* answer) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (authorise_) {
      const auto caller = rpc::Authorise(*context, {"gateway"});
      if (!caller.ok()) {
        reactor->Finish(rpc::ToGrpc(caller.status()));
        return reactor;
      }
    }
    answer->set_token_id(request->token());
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const bool authorise_;
};

std::unique_ptr<rpc::Server> Serve(Service& service,
                                   std::shared_ptr<grpc::ServerCredentials> credentials) {
  rpc::ServerOptions options;
  options.address = "127.0.0.1:0";
  options.credentials = std::move(credentials);
  options.services = {&service};
  return Need(rpc::Server::Start(options), "the server");
}

struct Ports {
  int tls = 0, plain = 0;
};

// The other process: serves until `until` closes.
[[noreturn]] void RunServer(const std::filesystem::path& folder, int ports, int until) {
  Service with_identity(true);
  Service without(false);
  const auto tls =
      Serve(with_identity, Need(rpc::ServerCredentials(Issue(folder, "judge")), "TLS"));
  const auto plain = Serve(without, grpc::InsecureServerCredentials());
  const Ports made{tls->port(), plain->port()};
  Need(WriteAll(ports, {reinterpret_cast<const char*>(&made), sizeof made}), "the pipe");
  char byte = 0;
  (void)ReadExactly(until, &byte, 1);
  std::_Exit(0);
}

class ServerProcess {
 public:
  // Before this process has made anything of gRPC.
  explicit ServerProcess(const std::filesystem::path& folder) {
    Pipe ports_pipe = Need(MakePipe(), "a pipe");
    Pipe until = Need(MakePipe(), "a pipe");
    pid_ = ::fork();
    if (pid_ < 0) Die("fork");
    if (pid_ == 0) {
      until.write.reset();
      RunServer(folder, ports_pipe.write.get(), until.read.get());
    }
    until_ = std::move(until.write);
    ports_pipe.write.reset();
    Need(ReadExactly(ports_pipe.read.get(), reinterpret_cast<char*>(&ports_), sizeof ports_),
         "the server");
  }
  ~ServerProcess() {
    until_.reset();
    ::waitpid(pid_, nullptr, 0);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  const Ports& ports() const { return ports_; }

 private:
  pid_t pid_ = -1;
  Ports ports_;
  UniqueFd until_;
};

// Every core computes, for a bounded time.
class Load {
 public:
  explicit Load(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) {
      threads_.emplace_back([this] {
        const auto end = std::chrono::steady_clock::now() + kLongestLoad;
        volatile unsigned sink = 0;
        while (!stop_ && std::chrono::steady_clock::now() < end) {
          for (unsigned n = 0; n < 100'000; ++n) sink = sink ^ n;
        }
      });
    }
  }
  ~Load() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

void CallOnce(v1::IdentityService::Stub& stub) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, std::chrono::seconds(30));
  v1::AuthenticateRequest request;
  request.set_token("assay_0123456789012345678901234567890123456789012");
  v1::Principal answer;
  Need(rpc::FromGrpc(stub.Authenticate(&context, request, &answer)), "a call");
}

// Both in turn, so that what else the machine does meets both alike.
std::array<Sample, 2> Compare(const ChannelPtr& plain, const ChannelPtr& tls, int calls,
                              const std::string& when) {
  std::array<Sample, 2> samples = {Sample{"plain text, " + when, {}},
                                   Sample{"mutual TLS, " + when, {}}};
  const std::array<std::unique_ptr<v1::IdentityService::Stub>, 2> stubs = {
      v1::IdentityService::NewStub(plain), v1::IdentityService::NewStub(tls)};
  for (int round = 0; round < kRounds; ++round) {
    for (size_t which = 0; which < samples.size(); ++which) {
      const Sample part = Measure("", 20, std::max(calls / kRounds, 1), [&] {
        CallOnce(*stubs[which]);
        return -1.0;
      });
      samples[which].ms.insert(samples[which].ms.end(), part.ms.begin(), part.ms.end());
    }
  }
  for (Sample& sample : samples) std::ranges::sort(sample.ms);
  return samples;
}

void Report(const std::array<Sample, 2>& samples, double p50_target, double p99_target) {
  fmt::print("{}", Table({samples[0], samples[1]}, samples[0].name));
  const auto verdict = [](double value, double target) {
    return fmt::format("{:.3f} ms, wanted at most {:g}: {}", value, target,
                       value <= target ? "kept" : "MISSED");
  };
  if (p50_target > 0) fmt::print("  p50 {}\n", verdict(samples[1].p50(), p50_target));
  fmt::print("  p99 {}\n\n", verdict(samples[1].p99(), p99_target));
}

int Main(int argc, char** argv) {
  CLI::App app("Calls over gRPC with mutual TLS, beside plain text.");
  int calls = 5000;
  app.add_option("--calls", calls, "of each kind, idle and busy")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const TempDir folder = Need(TempDir::Create("assay-bench-rpc-"), "a folder");
  Need(tls::CertificateAuthority::Create(folder.path() / "pki").status(), "the root");
  const ServerProcess server(folder.path());
  const std::string loopback = "127.0.0.1:";
  const ChannelPtr tls = Need(rpc::Connect(loopback + std::to_string(server.ports().tls), "judge",
                                           Issue(folder.path(), "gateway")),
                              "the channel");
  const ChannelPtr plain = grpc::CreateChannel(loopback + std::to_string(server.ports().plain),
                                               grpc::InsecureChannelCredentials());
  fmt::print("{}\n", Machine());
  Report(Compare(plain, tls, calls, "idle"), 0.5, 2);
  const unsigned cores = std::max(std::thread::hardware_concurrency(), 1U);
  const Load load(cores);
  Report(Compare(plain, tls, calls, fmt::format("{} cores busy", cores)), 0, 10);
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) { return assay::bench::Main(argc, argv); }
