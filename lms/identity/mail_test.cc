// Mail through a real server: what is written to whom, what happens where the server refuses or is
// away, two services at once, and what people want of it.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "common/mail/test_server.h"
#include "lms/identity/invitations.h"
#include "lms/identity/mail_texts.h"
#include "lms/identity/mailer.h"
#include "lms/identity/privacy.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using mail::BodyOf;
using mail::HeaderOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class MailTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    auto server = mail::TestServer::Start();
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = std::make_unique<mail::TestServer>(std::move(*server));
    mail_options_.server = server_->Client();
    mail_options_.from = {"Acme University", "assay@example.org"};
    mail_options_.public_url = "https://assay.example.org";
    settings_ = std::make_unique<MailSettingsStore>(*pool_, (vault(), *masters_));
    mailer_ = std::make_unique<Mailer>(mail(), *settings_, log::Logger());
    ada_ = Person_("Ada Lovelace", "ada@example.org");
  }

  std::string Person_(const std::string& name, const std::string& email) {
    return People(*pool_).Put({"", "acme", name, email, false, {}}).value().id;
  }
  MailNews News(const std::string& key, const std::string& kind = "announcement") {
    return {"acme", ada_, key, kind, "Loops", "The exam moves", "/courses/loops/announcements"};
  }
  void Tell(const MailNews& news) {
    const Status told = mail().AddNews({news});
    ASSERT_TRUE(told.ok()) << told.ToString();
  }
  // Until nothing is due.
  void SendAll() {
    for (int i = 0; i < 100; ++i) {
      const auto more = mailer_->SendOne();
      ASSERT_TRUE(more.ok()) << more.status().ToString();
      if (!*more) return;
    }
  }
  void Want(const std::string& often, std::map<std::string, std::string> kinds = {},
            const std::string& language = "") {
    ASSERT_TRUE(settings_->Put(ada_, {often, std::move(kinds), language}).ok());
  }
  std::string Count(const std::string& state) {
    return One(("SELECT count(*) FROM identity.mails WHERE state = " + state).c_str());
  }
  // What stands after `text=` of a mail's unsubscribe link.
  static std::string TokenOf(const std::string& mail) {
    const std::string url = HeaderOf(mail, "List-Unsubscribe");
    const size_t at = url.find("token=");
    return at == std::string::npos ? "" : url.substr(at + 6, url.size() - at - 7);
  }

  std::unique_ptr<mail::TestServer> server_;
  std::unique_ptr<MailSettingsStore> settings_;
  std::unique_ptr<Mailer> mailer_;
  std::string ada_;
};

TEST_F(MailTest, AnInvitationArrivesWithItsLink) {
  const PasswordRules rules = PasswordRules::Load("").value();
  SignIn sign_in(*pool_, rules, vault());
  Invitations invitations(*pool_, sign_in, {}, &mail());
  const auto made = invitations.Invite({"",
                                        "acme",
                                        "Gr\xC3\xA4"
                                        "fin\r\nBcc: eve@example.org",
                                        "grace@example.org",
                                        false,
                                        {}},
                                       "root", {});
  EXPECT_FALSE(made.ok());  // such a name is nobody's
  const auto right = invitations.Invite({"",
                                         "acme",
                                         "Gr\xC3\xA4"
                                         "fin",
                                         "grace@example.org",
                                         false,
                                         {}},
                                        "root", {});
  ASSERT_TRUE(right.ok()) << right.status().ToString();
  EXPECT_TRUE(right->mailed);
  EXPECT_THAT(One("SELECT content FROM identity.mails"), Not(HasSubstr(right->secret)));
  SendAll();
  const auto mails = server_->Mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(HeaderOf(mails[0], "X-Envelope-To"), "grace@example.org");
  EXPECT_EQ(HeaderOf(mails[0], "Subject"), "Your account at Acme University");
  EXPECT_EQ(HeaderOf(mails[0], "From"), "\"Acme University\" <assay@example.org>");
  EXPECT_EQ(HeaderOf(mails[0], "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(HeaderOf(mails[0], "List-Unsubscribe"), "");
  const std::string body = BodyOf(mails[0]);
  EXPECT_THAT(body, HasSubstr("Hello Gr\xC3\xA4"
                              "fin,"));
  EXPECT_THAT(body, HasSubstr("https://assay.example.org/app/invitation#" + right->secret + "\n"));
  EXPECT_EQ(One("SELECT content FROM identity.mails"), "");
}

TEST_F(MailTest, ALinkThatIsNoLongerGoodIsNotSent) {
  const PasswordRules rules = PasswordRules::Load("").value();
  SignIn sign_in(*pool_, rules, vault());
  Invitations invitations(*pool_, sign_in, {}, &mail());
  const Person person{"", "acme", "Grace", "grace@example.org", false, {}};
  const auto made = invitations.Invite(person, "root", {});
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(invitations.Revoke("acme", made->invitation.id).ok());
  SendAll();
  EXPECT_TRUE(server_->Mails().empty());
  EXPECT_EQ(Count("3"), "1");
}

TEST_F(MailTest, NewsArriveOnceInTheLanguageOfThePerson) {
  Want("at_once", {}, "de");
  Tell(News("1"));
  Tell(News("1"));
  SendAll();
  auto mails = server_->Mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(HeaderOf(mails[0], "Subject"), "[Loops] The exam moves");
  EXPECT_THAT(BodyOf(mails[0]),
              StartsWith("Hallo Ada Lovelace,\n\nin Loops gibt es eine Ank\xC3\xBCndigung:\n\n"
                         "The exam moves\n\n"
                         "https://assay.example.org/app/courses/loops/announcements\n\n-- \n"));
  EXPECT_EQ(HeaderOf(mails[0], "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  // What somebody typed stays where it belongs.
  MailNews evil = News("2");
  evil.title = "Hi\r\nBcc: eve@example.org\r\n\r\n.\r\nMAIL FROM:<a@b>";
  evil.course = "C\nX-Evil: 1";
  Tell(evil);
  SendAll();
  mails = server_->Mails();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(HeaderOf(mails[1], "Bcc"), "");
  EXPECT_EQ(HeaderOf(mails[1], "X-Evil"), "");
  EXPECT_EQ(HeaderOf(mails[1], "X-Envelope-To"), "ada@example.org");
}

TEST_F(MailTest, LaterIsTriedAgainAndNeverIsGivenUp) {
  Tell(News("1"));
  server_->Answer("RCPT 450 4.2.1 mailbox busy");
  SendAll();
  EXPECT_EQ(Count("0"), "1");
  EXPECT_EQ(One("SELECT last_code FROM identity.mails"), "450");
  EXPECT_EQ(One("SELECT next_at > now() + interval '10 s' FROM identity.mails"), "t");
  MailState state = mail().State("acme").value();
  EXPECT_EQ(state.waiting, 1);
  EXPECT_THAT(state.last_error, HasSubstr("450 4.2.1 mailbox busy"));
  EXPECT_EQ(mail().State("rival").value().waiting, 0);

  server_->Answer("RCPT 550 5.1.1 no such mailbox");
  Sql("UPDATE identity.mails SET next_at = now()");
  SendAll();
  state = mail().State("acme").value();
  EXPECT_EQ(state.waiting, 0);
  EXPECT_EQ(state.given_up, 1);
  ASSERT_EQ(state.failures.size(), 1U);
  EXPECT_EQ(state.failures[0].code, 550);
  EXPECT_EQ(state.failures[0].person, ada_);
  EXPECT_THAT(state.failures[0].error, HasSubstr("no such mailbox"));

  server_->Answer("");
  EXPECT_EQ(mail().Retry("rival", state.failures[0].id).code(), StatusCode::kNotFound);
  ASSERT_TRUE(mail().Retry("acme", state.failures[0].id).ok());
  SendAll();
  EXPECT_EQ(server_->Mails().size(), 1U);
  EXPECT_EQ(mail().State("acme").value().given_up, 0);
}

TEST_F(MailTest, AServerThatWasAwayGetsWhatWaited) {
  server_->Kill();
  Tell(News("1"));
  SendAll();
  EXPECT_EQ(Count("0"), "1");
  ASSERT_TRUE(server_->Restart().ok());
  Sql("UPDATE identity.mails SET next_at = now()");
  SendAll();
  EXPECT_EQ(server_->Mails().size(), 1U);
  // In the end it is given up.
  server_->Kill();
  Tell(News("2"));
  Sql("UPDATE identity.mails SET give_up_at = now() WHERE state = 0");
  SendAll();
  EXPECT_EQ(mail().State("acme").value().given_up, 1);
}

TEST_F(MailTest, OfTwoServicesOneSendsEachAndWhatOneLeftTheOtherTakes) {
  for (int i = 0; i < 40; ++i) Tell(News(std::to_string(i)));
  // Leased by a process that died.
  ASSERT_TRUE(mail().Lease().value().has_value());
  Sql("UPDATE identity.mails SET next_at = now()");
  MailQueue other(*pool_, vault(), mail_options_);
  Mailer second(other, *settings_, log::Logger());
  mailer_->Start();
  second.Start();
  ASSERT_TRUE(server_->WaitFor(40));
  const auto mails = server_->Mails();
  std::set<std::string> ids;
  for (const std::string& mail : mails) ids.insert(HeaderOf(mail, "Message-ID"));
  EXPECT_EQ(mails.size(), 40U);
  EXPECT_EQ(ids.size(), 40U);
}

TEST_F(MailTest, AServerThatHangsHoldsNothingElseUp) {
  server_->Suspend();
  mailer_->Start();
  for (int i = 0; i < 20; ++i) Tell(News(std::to_string(i)));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(mail().State("acme").value().waiting, 20);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  server_->Resume();
  EXPECT_TRUE(server_->WaitFor(20));
}

TEST_F(MailTest, WhoWasSlowDoesNotRecordOverWhoTookItOver) {
  Tell(News("1"));
  const DueMail first = *mail().Lease().value();
  Sql("UPDATE identity.mails SET next_at = now()");
  const DueMail second = *mail().Lease().value();
  ASSERT_TRUE(mail().Failed(first, {Unavailable("late"), 0, "", true}, false).ok());
  EXPECT_EQ(Count("0"), "1");
  ASSERT_TRUE(mail().Sent(second).ok());
  EXPECT_EQ(Count("1"), "1");
}

TEST_F(MailTest, ADaysNewsAreOneMail) {
  Want("daily", {{"grades", "at_once"}, {"reply", "none"}});
  Tell(News("1"));
  Tell(News("2", "extension"));
  Tell(News("3", "reply"));
  Tell(News("4", "grades"));
  SendAll();
  ASSERT_EQ(server_->Mails().size(), 1U);
  EXPECT_THAT(BodyOf(server_->Mails()[0]), HasSubstr("grades in Loops"));
  EXPECT_EQ(mail().State("acme").value().for_digest, 2);
  EXPECT_EQ(
      One("SELECT bool_and(extract(hour FROM next_at AT TIME ZONE 'UTC') = 5 AND next_at > now() "
          "AND next_at <= now() + interval '1 day') FROM identity.mails WHERE state = 4"),
      "t");
  // Since then extensions are not wanted any more.
  Want("daily", {{"extension", "none"}});
  Tell(News("5"));
  Sql("UPDATE identity.mails SET next_at = now() WHERE state = 4");
  SendAll();
  const auto mails = server_->Mails();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(HeaderOf(mails[1], "Subject"), "News of your courses at Acme University: 2");
  EXPECT_THAT(BodyOf(mails[1]),
              HasSubstr("Loops: The exam moves\nhttps://assay.example.org/app/courses/loops/"));
  EXPECT_EQ(mail().State("acme").value().for_digest, 0);
}

TEST_F(MailTest, WhoUnsubscribesIsWrittenToNoMore) {
  Tell(News("1"));
  Tell(News("2", "reply"));
  SendAll();
  auto mails = server_->Mails();
  ASSERT_EQ(mails.size(), 2U);
  const std::string token = TokenOf(mails[1]);
  EXPECT_EQ(settings_->Unsubscribe(token, false).value().kind, "reply");
  EXPECT_EQ(settings_->Get(ada_).value().OftenOf("reply"), "at_once");
  // What waits already is not sent either.
  Tell(News("3", "reply"));
  EXPECT_EQ(settings_->Unsubscribe(token, true).value().kind, "reply");
  EXPECT_EQ(settings_->Unsubscribe(token, true).value().kind, "reply");
  Tell(News("4", "reply"));
  Tell(News("5"));
  SendAll();
  mails = server_->Mails();
  ASSERT_EQ(mails.size(), 3U);
  EXPECT_EQ(settings_->Get(ada_).value().OftenOf("announcement"), "at_once");

  std::string wrong = token;
  wrong[5] = wrong[5] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {std::string(), std::string("x"), wrong, token + "A",
                                 token.substr(0, 50), std::string(5000, 'A')})
    EXPECT_EQ(settings_->Unsubscribe(bad, true).status().code(), StatusCode::kNotFound) << bad;
  const std::string all = settings_->UnsubscribeToken(ada_, "");
  EXPECT_TRUE(settings_->Unsubscribe(all, true).ok());
  EXPECT_EQ(settings_->Get(ada_).value().OftenOf("announcement"), "none");
}

TEST_F(MailTest, WhoIsGoneIsNotWrittenTo) {
  Tell(News("1"));
  const std::string disabled = Person_("Dora", "dora@example.org");
  MailNews to_dora = News("2");
  to_dora.person = disabled;
  Tell(to_dora);
  Sql("UPDATE identity.people SET disabled_at = now() WHERE id = '" + disabled + "'");
  journal();  // makes the key
  Privacy privacy(*pool_, vault(), journal(), *key_);
  const auto files = privacy.Export("acme", ada_, {});
  ASSERT_TRUE(files.ok());
  const auto mail_file = std::find_if(files->begin(), files->end(),
                                      [](const auto& file) { return file.path == "mail.json"; });
  ASSERT_NE(mail_file, files->end());
  EXPECT_THAT(mail_file->data, HasSubstr("announcement"));
  ASSERT_TRUE(privacy.Erase("acme", ada_, {}).ok());
  EXPECT_EQ(One(("SELECT count(*) FROM identity.mails WHERE person = '" + ada_ + "'").c_str()),
            "0");
  Tell(News("3"));
  MailNews nobody = News("4");
  nobody.person = "nobody";
  Tell(nobody);
  MailNews of_others = News("5");
  of_others.tenant = "rival";
  Tell(of_others);
  SendAll();
  EXPECT_TRUE(server_->Mails().empty());
  EXPECT_EQ(Count("3"), "1");
}

TEST_F(MailTest, ATestSaysWhatTheServerSays) {
  EXPECT_TRUE(mailer_->SendTest("Ada", "ada@example.org", "").status.ok());
  ASSERT_EQ(server_->Mails().size(), 1U);
  server_->Answer("DATA 554 5.7.1 we do not like you");
  const auto refused = mailer_->SendTest("Ada", "ada@example.org", "");
  EXPECT_EQ(refused.code, 554);
  EXPECT_THAT(refused.status.message(), HasSubstr("we do not like you"));
}

TEST_F(MailTest, SettingsAreChecked) {
  EXPECT_FALSE(settings_->Put(ada_, {"hourly", {}, ""}).ok());
  EXPECT_FALSE(settings_->Put(ada_, {"none", {{"reply", "x"}}, ""}).ok());
  EXPECT_FALSE(settings_->Put(ada_, {"none", {{"Re ply", "none"}}, ""}).ok());
  EXPECT_FALSE(settings_->Put(ada_, {"none", {}, "xx"}).ok());
  EXPECT_EQ(settings_->Put("nobody", {"none", {}, ""}).code(), StatusCode::kNotFound);
  EXPECT_EQ(settings_->Get(ada_).value().often, "at_once");
}

TEST_F(MailTest, WithoutAServerNothingIsKept) {
  MailQueue without(*pool_, vault(), MailOptions());
  EXPECT_TRUE(without.AddNews({News("1")}).ok());
  EXPECT_EQ(One("SELECT count(*) FROM identity.mails"), "0");
}

TEST(MailTexts, FillNamesAndNothingElse) {
  EXPECT_EQ(Say("en", "hello", {{"name", "{site} {name}"}, {"site", "x"}}), "Hello {site} {name},");
  EXPECT_EQ(Say("xx", "hello", {{"name", "A"}}), "Hello A,");
  EXPECT_EQ(Say("en", "nothing"), "");
  EXPECT_TRUE(IsMailLanguage("es") && !IsMailLanguage("fr"));
}

}  // namespace
}  // namespace assay::identity
