#include "common/mail/test_server.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "common/files.h"
#include "common/process/child.h"
#include "common/tls/authority.h"

namespace assay::mail {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kPatience{30};

template <typename Done>
bool WaitUntil(Done done) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

std::string ReadOr(const fs::path& file) {
  const auto text = ReadFile(file);
  return text.ok() ? *text : text.status().ToString();
}

const char* Word(Security security) {
  return security == Security::kNone ? "none" : security == Security::kTls ? "tls" : "starttls";
}

}  // namespace

struct TestServer::State {
  State(TempDir folder_, TestServerOptions options_)
      : folder(std::move(folder_)), options(std::move(options_)) {}

  fs::path Path(const std::string& name) const { return folder.path() / name; }

  Status Run() {
    const char* source = std::getenv("ASSAY_SOURCE_DIR");
    if (source == nullptr) return FailedPrecondition("run this by ctest, or set ASSAY_SOURCE_DIR");
    fs::remove(Path("port"));
    process::Command command;
    command.argv = {"/usr/bin/python3",
                    (fs::path(source) / "common/mail/testing_smtp.py").string(),
                    folder.path().string(),
                    Word(options.security),
                    Path("server/tls.crt").string(),
                    Path("server/tls.key").string(),
                    std::to_string(port)};
    if (!options.user.empty()) {
      command.argv.push_back(options.user);
      command.argv.push_back(options.password);
    }
    command.log = Path("log");
    command.death_signal = SIGKILL;
    ASSAY_ASSIGN_OR_RETURN(child, process::Child::Start(command));
    const bool listens = WaitUntil([this] {
      const auto ended = child.Wait(std::chrono::milliseconds(0));
      return fs::exists(Path("port")) || !ended.ok() || ended->has_value();
    });
    if (!listens || !fs::exists(Path("port"))) {
      return Unavailable("the mail server does not listen: " + ReadOr(Path("log")));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(Path("port")));
    port = static_cast<uint16_t>(std::atoi(text.c_str()));
    return OkStatus();
  }

  TempDir folder;
  TestServerOptions options;
  uint16_t port = 0;
  process::Child child;
};

TestServer::TestServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
TestServer::TestServer(TestServer&&) noexcept = default;
TestServer::~TestServer() = default;

Result<TestServer> TestServer::Start(const TestServerOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create("assay-mail-"));
  auto state = std::make_unique<State>(std::move(folder), options);
  ASSAY_ASSIGN_OR_RETURN(const auto authority,
                         tls::CertificateAuthority::Create(state->Path("pki")));
  tls::CertificateRequest request{.identity = {"mail"}};
  request.dns_names = {options.name};
  ASSAY_ASSIGN_OR_RETURN(const auto credentials, authority.Issue(request));
  ASSAY_RETURN_IF_ERROR(tls::WriteCredentials(state->Path("server"), credentials));
  ASSAY_RETURN_IF_ERROR(
      WriteFileAtomically(state->Path("password"), options.password + "\n", 0600));
  ASSAY_RETURN_IF_ERROR(state->Run());
  return TestServer(std::move(state));
}

ServerSettings TestServer::Client() const {
  ServerSettings settings;
  settings.host = "localhost";
  settings.port = state_->port;
  settings.security = state_->options.security;
  settings.roots = state_->Path("server/roots.crt");
  settings.user = state_->options.user;
  if (!settings.user.empty()) settings.password_file = state_->Path("password");
  return settings;
}

void TestServer::Answer(const std::string& lines) {
  (void)WriteFileAtomically(state_->Path("answers"), lines, 0600);
}

std::vector<std::string> TestServer::Mails() const {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(state_->folder.path()))
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> mails;
  for (const fs::path& file : files) mails.push_back(ReadOr(file));
  return mails;
}

bool TestServer::WaitFor(size_t count) const {
  return WaitUntil([&] { return Mails().size() >= count; });
}

void TestServer::Kill() { (void)state_->child.Stop(SIGKILL, std::chrono::seconds(5)); }
void TestServer::Suspend() { (void)state_->child.Signal(SIGSTOP); }
void TestServer::Resume() { (void)state_->child.Signal(SIGCONT); }
Status TestServer::Restart() { return state_->Run(); }

std::string HeaderOf(const std::string& mail, const std::string& name) {
  const std::string head = "\r\n" + mail.substr(0, mail.find("\r\n\r\n")) + "\r\n";
  const size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  std::string value;
  for (size_t i = at + name.size() + 4; i < head.size(); ++i) {
    if (head.compare(i, 2, "\r\n") == 0) {
      if (i + 2 >= head.size() || head[i + 2] != ' ') break;
      ++i;
      continue;
    }
    value += head[i];
  }
  return value;
}

std::string BodyOf(const std::string& mail) {
  const size_t at = mail.find("\r\n\r\n");
  if (at == std::string::npos) return "";
  std::string body;
  for (size_t i = at + 4; i < mail.size(); ++i) {
    if (mail.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else if (mail[i] == '=' && i + 2 < mail.size()) {
      body += static_cast<char>(std::strtol(mail.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else if (mail[i] != '\r') {
      body += mail[i];
    }
  }
  return body;
}

}  // namespace assay::mail
