#include "common/mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Message Plain() {
  Message message;
  message.from = {"Assay", "assay@example.org"};
  message.to = {"Ada Lovelace", "ada@example.org"};
  message.subject = "Hello";
  message.text = "One\nTwo\n";
  message.message_id = "17@assay.example.org";
  message.date_us = 1'800'000'000'000'000;
  return message;
}

void ExpectSendable(const std::string& mail) {
  size_t line = 0;
  for (size_t i = 0; i < mail.size(); ++i) {
    const auto c = static_cast<unsigned char>(mail[i]);
    ASSERT_TRUE((c >= ' ' && c <= '~') || c == '\r' || c == '\n') << "byte " << int{c};
    if (c == '\n') {
      ASSERT_TRUE(i > 0 && mail[i - 1] == '\r') << "a line feed alone";
      line = 0;
    } else {
      ASSERT_LE(++line, 999U);
    }
    if (c == '\r') {
      ASSERT_TRUE(i + 1 < mail.size() && mail[i + 1] == '\n') << "a carriage return alone";
    }
  }
}

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Message, IsWhatTheStandardsSay) {
  Message message = Plain();
  message.unsubscribe_url = "https://assay.example.org/unsubscribe?token=abc";
  EXPECT_EQ(Build(message).value(),
            "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"
            "From: \"Assay\"\r\n <assay@example.org>\r\n"
            "To: \"Ada Lovelace\"\r\n <ada@example.org>\r\n"
            "Message-ID: <17@assay.example.org>\r\n"
            "Subject: Hello\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "List-Unsubscribe: <https://assay.example.org/unsubscribe?token=abc>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            "\r\nOne\r\nTwo\r\n");
}

TEST(Message, NothingThatSomebodyTypedBecomesAHeader) {
  Message message = Plain();
  message.subject = "Hi\r\nBcc: eve@example.org\r\n\r\nText";
  message.to.name = "Ada\nX-Evil: 1\r\n.\r\nMAIL FROM:<a@b>";
  message.from.name = "\"; <eve@example.org>, \\\r";
  message.text = "One\r\n.\r\nMAIL FROM:<a@b.c>\n.\n..\rX\n";
  const std::string mail = Build(message).value();
  ExpectSendable(mail);
  EXPECT_EQ(Count(mail, "\r\n\r\n"), 1U);
  EXPECT_THAT(mail, Not(HasSubstr("\r\nBcc")));
  EXPECT_THAT(mail, Not(HasSubstr("\r\nX-Evil")));
  EXPECT_THAT(mail, Not(HasSubstr("\r\n.")));
  EXPECT_THAT(mail, HasSubstr("\r\n=2E\r\n"));
  EXPECT_THAT(mail, HasSubstr("From: \"\\\"; <eve@example.org>, \\\\\"\r\n <assay@example.org>"));
}

TEST(Message, AddressesThatAreNoneAreRefused) {
  for (const char* bad :
       {"", "ada", "@example.org", "ada@", "a da@example.org", "ada@example.org\r\nRCPT TO:<x@y>",
        "<ada@example.org>", "ada@exam ple.org", "ada@[127.0.0.1]", "\"a\"@example.org",
        "ada@example..org", ".ada@example.org", "ada@-x.org", "\xC3\xA4@example.org", "a,b@c.d",
        "ada@example.org>", "ada@x@y@"}) {
    Message message = Plain();
    message.to.address = bad;
    EXPECT_FALSE(Build(message).ok()) << bad;
  }
  for (const char* good : {"ada+x@example.org", "o'neil@example.co.uk", "root@localhost"})
    EXPECT_TRUE(CheckAddress(good).ok()) << good;
  Message message = Plain();
  message.unsubscribe_url = "https://x/ y>\r\nBcc: a";
  EXPECT_FALSE(Build(message).ok());
  message = Plain();
  message.message_id = "a\r\nb";
  EXPECT_FALSE(Build(message).ok());
}

TEST(Message, ParsesWhatAnOperatorWrites) {
  const Address address = ParseAddress("Assay of \xC3\x96rebro <assay@example.org>").value();
  EXPECT_EQ(address.name, "Assay of \xC3\x96rebro");
  EXPECT_EQ(address.address, "assay@example.org");
  EXPECT_EQ(ParseAddress("assay@example.org").value().address, "assay@example.org");
  EXPECT_FALSE(ParseAddress("Assay <assay@example.org").ok());
  EXPECT_FALSE(ParseAddress("Assay").ok());
  EXPECT_FALSE(ParseAddress("").ok());
}

TEST(Message, OtherAlphabetsAreEncodedInWordsThatFit) {
  EXPECT_EQ(EncodeText("Gr\xC3\xB6\xC3\x9F"
                       "e",
                       9),
            "=?UTF-8?B?R3LDtsOfZQ==?=");
  EXPECT_EQ(EncodeText("=?utf-8?Q?x?=", 9), "=?UTF-8?B?PT91dGYtOD9RP3g/PQ==?=");
  EXPECT_EQ(EncodeText("a\tb\x7F"
                       "c\xC2\x85"
                       "d",
                       9),
            "a b c d");
  EXPECT_EQ(EncodeText("\xFF", 9), "=?UTF-8?B?77+9?=");
  std::string longer;
  for (int i = 0; i < 300; ++i) longer += "\xE6\x97\xA5";
  Message message = Plain();
  message.subject = longer;
  message.to.name = longer;
  const std::string mail = Build(message).value();
  ExpectSendable(mail);
  for (size_t at = 0; at < mail.size();) {
    const size_t end = mail.find("\r\n", at);
    EXPECT_LE(end - at, 76U);
    at = end + 2;
  }
}

TEST(Message, BodiesAreQuotedPrintable) {
  EXPECT_EQ(EncodeQuotedPrintable("a=b \n\tx\t\nGr\xC3\xBC\xC3\x9F"
                                  "e"),
            "a=3Db=20\r\n=09x=09\r\nGr=C3=BC=C3=9F"
            "e\r\n");
  EXPECT_EQ(EncodeQuotedPrintable(std::string(100, 'x')),
            std::string(75, 'x') + "=\r\n" + std::string(25, 'x') + "\r\n");
  EXPECT_EQ(EncodeQuotedPrintable(""), "\r\n");
}

}  // namespace
}  // namespace assay::mail
