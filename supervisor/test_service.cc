// Stands in for the services in tests of the supervisor: takes their options, says that it is
// ready, answers /readyz and /metrics, and does what the file "behaviour" beside it says of its
// name:
//   assay-judge crash     ends with exit code 1 after a line to its log
//   assay-judge usage     ends with exit code 64
//   assay-judge late      is never ready
//   assay-judge stubborn  does not care about SIGTERM
//   assay-judge sick      is ready once, and then says why it is not
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "common/files.h"
#include "common/unique_fd.h"

namespace {

namespace fs = std::filesystem;
using assay::UniqueFd;

std::map<std::string, std::string> ReadOptions(int argc, char** argv) {
  std::map<std::string, std::string> options;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::string(argv[i]).starts_with("--")) options[argv[i]] = argv[i + 1];
  }
  return options;
}

std::string Behaviour(const fs::path& program) {
  std::ifstream file(program.parent_path() / "behaviour");
  std::string name;
  std::string what;
  while (file >> name >> what) {
    if (name == program.filename()) return what;
  }
  return "";
}

UniqueFd ListenOnLoopback(int port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool ok = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                  ::listen(fd.get(), 16) == 0;
  return ok ? std::move(fd) : UniqueFd();
}

int PortOf(const UniqueFd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

void Answer(const UniqueFd& client, bool sick) {
  char buffer[4096];
  const ssize_t n = ::recv(client.get(), buffer, sizeof buffer - 1, 0);
  if (n <= 0) return;
  const std::string request(buffer, static_cast<size_t>(n));
  std::string body = "ready\n";
  if (sick) body = "the database does not answer\n";
  if (request.starts_with("GET /metrics")) {
    body =
        "# TYPE assay_judge_queue_waiting_jobs gauge\n"
        "assay_judge_queue_waiting_jobs{class=\"exam\"} 3\n"
        "assay_judge_queue_waiting_jobs{class=\"batch\"} 4\n"
        "assay_judge_queue_running_jobs 2\n";
  }
  const std::string head = sick ? "HTTP/1.1 503 Unavailable\r\n" : "HTTP/1.1 200 OK\r\n";
  const std::string answer = head +
                             "Connection: close\r\nContent-Length: " + std::to_string(body.size()) +
                             "\r\n\r\n" + body;
  (void)assay::WriteAll(client.get(), answer).ok();
}

int Bootstrap(const std::map<std::string, std::string>& options) {
  if (!options.contains("--token-out")) return 64;
  const fs::path token = options.at("--token-out");
  (void)assay::WriteFileAtomically(token, "assay_test\n", 0600).ok();
  (void)assay::WriteFileAtomically(token.parent_path() / "demo-ada.token", "assay_ada\n", 0600)
      .ok();
  return 0;
}

int Serve(const std::map<std::string, std::string>& options, const std::string& behaviour) {
  // The port that people use, so that it is really taken.
  UniqueFd door;
  if (const auto listen = options.find("--listen"); listen != options.end()) {
    door = ListenOnLoopback(std::stoi(listen->second.substr(listen->second.rfind(':') + 1)));
    if (!door.valid()) {
      std::fputs("the port is taken\n", stderr);
      return 1;
    }
  }
  const UniqueFd admin = ListenOnLoopback(0);
  if (behaviour != "late") {
    const assay::Status ready = assay::WriteFileAtomically(options.at("--ready-file"),
                                                           std::to_string(PortOf(admin)) + "\n");
    if (!ready.ok()) {
      std::fputs((ready.message() + "\n").c_str(), stderr);
      return 1;
    }
  }
  std::fputs("serving\n", stderr);
  while (true) {
    const UniqueFd client(::accept4(admin.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.valid()) Answer(client, behaviour == "sick");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = ReadOptions(argc, argv);
  if (argc > 1 && std::string(argv[1]) == "bootstrap") return Bootstrap(options);
  const std::string behaviour = Behaviour(argv[0]);
  if (behaviour == "crash") {
    std::fputs("cannot think\n", stderr);
    return 1;
  }
  if (behaviour == "usage") return 64;
  if (behaviour == "stubborn") std::signal(SIGTERM, SIG_IGN);
  return Serve(options, behaviour);
}
