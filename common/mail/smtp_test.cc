// Against a real mail server: TLS, authentication, refusals, and one that does not answer.
#include "common/mail/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "common/files.h"
#include "common/mail/message.h"
#include "common/mail/test_server.h"

namespace assay::mail {
namespace {

using ::testing::HasSubstr;

std::string Mail(const std::string& text = "Hello\n") {
  Message message;
  message.from = {"Assay", "assay@example.org"};
  message.to = {"Ada", "ada@example.org"};
  message.subject =
      "Gr\xC3\xBC\xC3\x9F"
      "e";
  message.text = text;
  message.message_id = "1@example.org";
  return Build(message).value();
}

SendResult SendTo(const ServerSettings& settings) {
  return Smtp(settings).Send("assay@example.org", "ada@example.org", Mail());
}

TEST(SmtpTest, PlainTlsAndStartTlsWithAPassword) {
  for (const Security security : {Security::kNone, Security::kStartTls, Security::kTls}) {
    auto server = TestServer::Start({security, "assay", "a secret of ours"});
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    Smtp smtp(server->Client());
    for (int i = 0; i < 2; ++i) {
      const SendResult sent = smtp.Send("assay@example.org", "ada@example.org",
                                        Mail("Gr\xC3\xBC\xC3\x9F"
                                             "e\n.\nend\n"));
      ASSERT_TRUE(sent.status.ok()) << sent.status.ToString();
      EXPECT_EQ(sent.code / 100, 2);
    }
    const auto mails = server->Mails();
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(HeaderOf(mails[0], "X-Envelope-To"), "ada@example.org");
    EXPECT_EQ(HeaderOf(mails[0], "X-Envelope-User"), "assay");
    EXPECT_EQ(HeaderOf(mails[0], "X-Envelope-Tls"), security == Security::kStartTls ? "yes" : "no");
    EXPECT_EQ(BodyOf(mails[1]),
              "Gr\xC3\xBC\xC3\x9F"
              "e\n.\nend\n");
  }
}

TEST(SmtpTest, AWrongPasswordIsNotTheMailsFault) {
  auto server = TestServer::Start({Security::kStartTls, "assay", "right"});
  ASSERT_TRUE(server.ok()) << server.status().ToString();
  ServerSettings settings = server->Client();
  const auto folder = TempDir::Create().value();
  settings.password_file = folder.path() / "password";
  ASSERT_TRUE(WriteFileAtomically(settings.password_file, "wrong", 0600).ok());
  const SendResult sent = SendTo(settings);
  EXPECT_EQ(sent.status.code(), StatusCode::kFailedPrecondition) << sent.status.ToString();
  EXPECT_FALSE(sent.permanent);
  EXPECT_EQ(sent.code, 535);
  EXPECT_THAT(sent.status.message(), HasSubstr("535"));
  EXPECT_EQ(sent.status.message().find("wrong"), std::string::npos);

  ASSERT_TRUE(WriteFileAtomically(settings.password_file, "right", 0644).ok());
  EXPECT_THAT(SendTo(settings).status.message(), HasSubstr("others may read it"));
}

TEST(SmtpTest, AnotherServersCertificateIsRefused) {
  auto server = TestServer::Start({Security::kTls, "", "", "other.example"});
  ASSERT_TRUE(server.ok()) << server.status().ToString();
  EXPECT_EQ(SendTo(server->Client()).status.code(), StatusCode::kFailedPrecondition);
  auto right = TestServer::Start({Security::kStartTls});
  ASSERT_TRUE(right.ok());
  ServerSettings settings = right->Client();
  settings.roots = server->Client().roots;
  EXPECT_EQ(SendTo(settings).status.code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(server->Mails().empty() && right->Mails().empty());
}

TEST(SmtpTest, AServerWithoutStartTlsIsSentNothing) {
  auto server = TestServer::Start();
  ASSERT_TRUE(server.ok()) << server.status().ToString();
  ServerSettings settings = server->Client();
  settings.security = Security::kStartTls;
  EXPECT_FALSE(SendTo(settings).status.ok());
  EXPECT_TRUE(server->Mails().empty());
}

TEST(SmtpTest, RefusalsAreToldApart) {
  auto server = TestServer::Start();
  ASSERT_TRUE(server.ok()) << server.status().ToString();
  const struct {
    const char* answer;
    int code;
    bool permanent;
  } cases[] = {{"RCPT 450 4.2.1 mailbox busy", 450, false},
               {"RCPT 550 5.1.1 no such mailbox", 550, true},
               {"DATA 451 4.3.0 later", 451, false},
               {"DATA 554 5.7.1 looks like spam", 554, true},
               {"MAIL 550 5.7.1 who are you", 550, false}};
  for (const auto& one : cases) {
    server->Answer(one.answer);
    const SendResult sent = SendTo(server->Client());
    EXPECT_FALSE(sent.status.ok());
    EXPECT_EQ(sent.code, one.code) << one.answer << ": " << sent.status.ToString();
    EXPECT_EQ(sent.permanent, one.permanent) << one.answer;
    EXPECT_THAT(sent.status.message(), HasSubstr(std::string(one.answer).substr(5)));
  }
  server->Answer("");
  EXPECT_TRUE(SendTo(server->Client()).status.ok());
}

TEST(SmtpTest, AServerThatIsAwayOrHangsCostsItsTimeAndNoMore) {
  auto server = TestServer::Start();
  ASSERT_TRUE(server.ok()) << server.status().ToString();
  ServerSettings settings = server->Client();
  server->Suspend();
  settings.timeout = std::chrono::milliseconds(300);
  EXPECT_EQ(SendTo(settings).status.code(), StatusCode::kDeadlineExceeded);
  settings.timeout = std::chrono::seconds(60);
  std::stop_source stop;
  const std::jthread stopper([&stop] { stop.request_stop(); });
  EXPECT_EQ(Smtp(settings)
                .Send("assay@example.org", "ada@example.org", Mail(), stop.get_token())
                .status.code(),
            StatusCode::kCancelled);
  server->Resume();
  server->Kill();
  const SendResult sent = SendTo(settings);
  EXPECT_EQ(sent.status.code(), StatusCode::kUnavailable);
  EXPECT_FALSE(sent.permanent);
}

TEST(SmtpTest, SettingsThatCannotWorkAreRefused) {
  ServerSettings settings;
  settings.host = "mail.example.org";
  settings.port = 587;
  EXPECT_TRUE(CheckServer(settings).ok());
  settings.user = "assay";
  EXPECT_FALSE(CheckServer(settings).ok());
  settings.password_file = "/x";
  EXPECT_TRUE(CheckServer(settings).ok());
  settings.security = Security::kNone;
  EXPECT_FALSE(CheckServer(settings).ok());
  settings.host = "localhost";
  EXPECT_TRUE(CheckServer(settings).ok());
  settings.host = "mail.example.org/x@y";
  EXPECT_FALSE(CheckServer(settings).ok());
}

}  // namespace
}  // namespace assay::mail
