// What is kept about people, who saw it, and that it can be erased; the audit log of the room.
#include "lms/identity/privacy.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "common/audit/feed.h"
#include "common/audit/verify.h"
#include "lms/identity/groups.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr HashCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};
constexpr char kPassword[] = "four owls in a tree";

class PrivacyTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Trail trail{&journal(), {"root", "203.0.113.5"}};
    privacy_ = std::make_unique<Privacy>(*pool_, vault(), journal(), *key_);
    sign_in_ = std::make_unique<SignIn>(*pool_, rules_, vault(), kCheap, &journal());
    Make("acme", "Root", true);
    const auto ada = People(*pool_, trail)
                         .Put({"",
                               "acme",
                               "Ada Lovelace",
                               "ada@example.org",
                               false,
                               {{"intro", Role::kStudent, {}, {}}}});
    ASSERT_TRUE(ada.ok()) << ada.status().ToString();
    ada_ = ada->id;
    ASSERT_TRUE(sign_in_->SetPassword(*connection_, ada_, kPassword).ok());
  }
  Result<SignedIn> SignInAsAda(const std::string& password = kPassword) {
    std::chrono::seconds wait{};
    return sign_in_->WithPassword({"acme", "ada@example.org", password, {"192.0.2.77", "B"}, ""},
                                  wait);
  }
  std::vector<std::string> Actions(const std::string& subject) {
    std::vector<std::string> actions;
    const auto records = log_->Newest(*connection_, {"acme", subject, ""}, 0, 100);
    for (const audit::Record& record : *records) actions.push_back(record.entry.action);
    std::reverse(actions.begin(), actions.end());
    return actions;
  }
  std::vector<std::string> Findings() {
    audit::Verifier verifier({key_->Public()}, {});
    EXPECT_TRUE(audit::FeedDatabase(*connection_, "identity_audit",
                                    {[&](const audit::Record& record) {
                                       verifier.Add(record);
                                       return OkStatus();
                                     },
                                     [&](const audit::Head& head) {
                                       verifier.Add(head);
                                       return OkStatus();
                                     }})
                    .ok());
    std::vector<std::string> findings;
    for (const auto& finding : verifier.Finish()) findings.push_back(finding.what);
    return findings;
  }
  static std::string Data(const std::vector<ExportedFile>& files, const std::string& path) {
    for (const ExportedFile& file : files)
      if (file.path == path) return file.data;
    return "none";
  }

  const PasswordRules rules_ = *PasswordRules::Load();
  std::unique_ptr<Privacy> privacy_;
  std::unique_ptr<SignIn> sign_in_;
  std::string ada_;
};

TEST_F(PrivacyTest, EveryChangeAndEveryLookIsRecorded) {
  const Trail trail{&journal(), {"root", "203.0.113.5"}};
  const auto session = SignInAsAda();
  ASSERT_TRUE(session.ok()) << session.status().ToString();
  EXPECT_FALSE(SignInAsAda("wrong wrong").ok());
  const auto page = People(*pool_, trail).List("acme", 0, "");
  ASSERT_TRUE(page.ok()) << page.status().ToString();
  const auto token = Tokens(*pool_, trail).Create({ada_, "laptop", {}, std::chrono::hours(1)});
  ASSERT_TRUE(token.ok()) << token.status().ToString();
  ASSERT_TRUE(Tokens(*pool_, trail).Revoke(ada_, token->token.id).ok());
  ASSERT_TRUE(Groups(*pool_, trail).Put({"", "acme", "intro", "Red", {ada_}}).ok());
  ASSERT_TRUE(Sessions(*pool_, trail).Revoke(ada_, session->session->session.id).ok());
  std::chrono::seconds wait{};
  ASSERT_TRUE(sign_in_->ChangePassword(ada_, kPassword, "five owls in a tree", "", wait).ok());
  EXPECT_THAT(Actions(ada_), ElementsAre("person.put", "sign_in.password", "sign_in.wrong",
                                         "person.read", "token.create", "token.revoke", "group.put",
                                         "session.revoke", "password.change"));
  EXPECT_THAT(Findings(), ElementsAre());
  // What is personal does not stand in the log for whoever reads the table.
  EXPECT_EQ(One("SELECT count(*)::text FROM identity_audit.records WHERE detail LIKE '%Lovelace%' "
                "OR detail LIKE '%192.0.2.77%' OR detail LIKE '%203.0.113.5%'"),
            "0");
}

TEST_F(PrivacyTest, AChangeThatFailsLeavesNoRecord) {
  const Trail trail{&journal(), {"root", ""}};
  EXPECT_FALSE(People(*pool_, trail).Put({"", "acme", "X", "ADA@example.org", false, {}}).ok());
  EXPECT_THAT(Actions(""), ElementsAre("person.put"));
}

TEST_F(PrivacyTest, EverythingAboutAPerson) {
  ASSERT_TRUE(SignInAsAda().ok());
  ASSERT_TRUE(privacy_->SetConsent(ada_, "analytics", true, {ada_, ""}).ok());
  ASSERT_TRUE(privacy_->SetConsent(ada_, "analytics", false, {ada_, ""}).ok());
  EXPECT_EQ(privacy_->SetConsent(ada_, "Not A Word", true, {ada_, ""}).code(),
            StatusCode::kInvalidArgument);
  const auto consents = privacy_->Consents(ada_);
  ASSERT_EQ(consents->size(), 1U);
  EXPECT_FALSE(consents->front().granted);

  const auto files = privacy_->Export("acme", ada_, {"root", ""});
  ASSERT_TRUE(files.ok()) << files.status().ToString();
  EXPECT_THAT(Data(*files, "person.json"), HasSubstr("Ada Lovelace"));
  EXPECT_THAT(Data(*files, "person.json"), HasSubstr("intro"));
  EXPECT_THAT(Data(*files, "sessions.json"), HasSubstr("192.0.2.77"));
  EXPECT_THAT(Data(*files, "consents.json"), HasSubstr("analytics"));
  // Who changed what, with what was sealed.
  EXPECT_THAT(Data(*files, "audit.jsonl"), HasSubstr("person.put"));
  EXPECT_THAT(Data(*files, "audit.jsonl"), HasSubstr("ada@example.org"));
  for (const ExportedFile& file : *files) {
    EXPECT_THAT(file.data, Not(HasSubstr("argon2id"))) << file.path;
    EXPECT_THAT(file.data, Not(HasSubstr("sha256"))) << file.path;
  }
  EXPECT_EQ(Actions(ada_).back(), "person.export");
  EXPECT_EQ(privacy_->Export("rival", ada_, {"root", ""}).status().code(), StatusCode::kNotFound);
}

TEST_F(PrivacyTest, ErasureTakesEverythingAndIsProved) {
  ASSERT_TRUE(SignInAsAda().ok());
  const auto seen = privacy_->Audit({"acme", ada_, ""}, 0, 10, {"root", ""});
  ASSERT_TRUE(seen.ok());
  EXPECT_THAT(seen->back().unsealed, HasSubstr("Lovelace"));

  const auto erased = privacy_->Erase("acme", ada_, {"root", ""});
  ASSERT_TRUE(erased.ok()) << erased.status().ToString();
  EXPECT_TRUE(VerifyReceipt(erased->receipt, key_->Public()));
  std::string forged = erased->receipt;
  forged.replace(forged.find(ada_), 1, "x");
  EXPECT_FALSE(VerifyReceipt(forged, key_->Public()));
  EXPECT_FALSE(VerifyReceipt("{}", key_->Public()));

  // No table of the schema holds any of it.
  EXPECT_EQ(One("SELECT name || email FROM identity.people WHERE erased_at IS NOT NULL"), "erased");
  for (const char* table :
       {"course_roles", "tokens", "sessions", "passwords", "known_browsers", "second_factors",
        "recovery_codes", "sign_in_tickets", "invitations", "consents", "group_members"}) {
    const std::string sql = "SELECT count(*)::text FROM identity." + std::string(table);
    EXPECT_EQ(One(sql.c_str()), "0") << table;
  }
  EXPECT_FALSE(SignInAsAda().ok());
  const auto page = People(*pool_).List("acme", 0, "");
  EXPECT_EQ(page->people.size(), 1U);
  // The log is whole, and what was sealed in it for her cannot be read by anybody.
  EXPECT_THAT(Findings(), ElementsAre());
  EXPECT_THAT(Actions(ada_), Contains("person.erase"));
  const auto after = privacy_->Audit({"acme", ada_, ""}, 0, 20, {"root", ""});
  for (const Privacy::Seen& one : *after) EXPECT_EQ(one.unsealed, "") << one.record.entry.action;
  EXPECT_EQ(One("SELECT count(*)::text FROM identity.person_keys WHERE wrapped IS NULL"), "1");
  EXPECT_EQ(privacy_->Erase("acme", ada_, {"root", ""}).status().code(),
            StatusCode::kFailedPrecondition);
  // Nobody puts something new into the grave.
  EXPECT_EQ(People(*pool_).Put({ada_, "acme", "Ada", "", false, {}}).status().code(),
            StatusCode::kNotFound);
}

TEST_F(PrivacyTest, TheLastAdministratorStays) {
  const std::string root = One("SELECT id FROM identity.people WHERE administrator");
  EXPECT_EQ(privacy_->Erase("acme", root, {"root", ""}).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(privacy_->Erase("rival", ada_, {"root", ""}).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::identity
