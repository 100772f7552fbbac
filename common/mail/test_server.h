#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/mail/smtp.h"
#include "common/status.h"

// For tests: a mail server of one's own (python3-aiosmtpd) on the loopback, gone with the object.
// It keeps what it is sent as files. Used by one thread.
namespace assay::mail {

struct TestServerOptions {
  Security security = Security::kNone;
  std::string user = {};  // empty: whoever comes
  std::string password = {};
  std::string name = "localhost";  // in its certificate
};

class TestServer {
 public:
  // Until it listens. kNotFound: python3-aiosmtpd is not installed.
  static Result<TestServer> Start(const TestServerOptions& options = {});
  TestServer(TestServer&&) noexcept;
  TestServer& operator=(TestServer&&) = delete;
  ~TestServer();

  // With which it is reached: host "localhost", its root, its user and a file of the password.
  ServerSettings Client() const;

  // Lines "COMMAND ANSWER", such as "RCPT 450 4.2.1 busy"; "RCPT:ADDRESS" for one alone. Empty:
  // all is taken.
  void Answer(const std::string& lines);
  // What was taken, in its order, behind the envelope as lines "X-Envelope-From", "-To", "-Tls",
  // "-User".
  std::vector<std::string> Mails() const;
  // Waits until there are so many; false: not within half a minute.
  bool WaitFor(size_t count) const;

  void Kill();       // SIGKILL
  void Suspend();    // SIGSTOP: takes connections and says nothing
  void Resume();     // SIGCONT
  Status Restart();  // after Kill, on the same port

 private:
  struct State;
  explicit TestServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A header's value of a mail, unfolded; "" where there is none.
std::string HeaderOf(const std::string& mail, const std::string& name);
// The text behind the headers, with quoted-printable and CRLF undone.
std::string BodyOf(const std::string& mail);

}  // namespace assay::mail
