// Following a feed that misbehaves, on a real database and a real index.
#include "plagiarism/service/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "common/database/migrations.h"
#include "common/database/test_cluster.h"

namespace assay::plagiarism {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A feed in memory whose answers a test sets.
class Feed final : public JudgeLink {
 public:
  Result<GradedPage> ListGraded(int64_t after, int most) override {
    if (!status.ok()) return status;
    GradedPage page;
    for (const GradedSubmission& one : graded) {
      if (one.number <= after) continue;
      if (static_cast<int>(page.graded.size()) == most) {
        page.more = true;
      } else {
        page.graded.push_back(one);
      }
    }
    return page;
  }
  Result<HandedIn> GetSource(const std::string& tenant, const std::string& submission) override {
    ++asked;
    const auto broken = sources.find(submission);
    if (broken != sources.end()) return broken->second;
    return HandedIn{{{"a.py", "# " + tenant + "\nx = '" + submission + "'\n"}}, std::nullopt};
  }
  void Add(const std::string& id, const std::string& person = "ann",
           const std::string& problem = "sum", const std::string& tenant = "t1") {
    graded.push_back({static_cast<int64_t>(graded.size()) * 3 + 1, id, tenant, "c", person, problem,
                      std::chrono::system_clock::now()});
  }

  Status status;
  std::vector<GradedSubmission> graded;
  std::map<std::string, Status> sources;
  int asked = 0;
};

class FollowerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    const database::Settings settings = cluster_->NewDatabase();
    const char* source = std::getenv("ASSAY_SOURCE_DIR");
    ASSERT_NE(source, nullptr) << "run this by ctest, or set ASSAY_SOURCE_DIR";
    auto admin = database::Connection::Open(settings);
    ASSERT_TRUE(admin.ok());
    admin_ = *std::move(admin);
    const auto applied = database::Migrate(*admin_, "plagiarism",
                                           std::filesystem::path(source) / "plagiarism/migrations");
    ASSERT_TRUE(applied.ok()) << applied.status().ToString();
    folder_.emplace(*TempDir::Create("assay-follower-"));
    ASSERT_TRUE(blobs::CreateMasterKey(folder_->path() / "key").ok());
    auto masters = blobs::MasterKeys::Load(folder_->path() / "key");
    ASSERT_TRUE(masters.ok());
    masters_ = *std::move(masters);
    rows_ = std::make_unique<Rows>(settings, 4);
    auto tenants = Tenants::Open(folder_->path() / "index", *masters_, *rows_);
    ASSERT_TRUE(tenants.ok()) << tenants.status().ToString();
    tenants_ = *std::move(tenants);
    options_.page = 3;
    options_.tries = 2;
    follower_ = std::make_unique<Follower>(feed_, *tenants_, *rows_, changing_, options_,
                                           log::Logger(), metrics_);
  }

  // Until there is nothing more; the last status.
  Status Follow() {
    while (true) {
      const auto more = follower_->Step();
      if (!more.ok() || !*more) return more.status();
    }
  }
  std::string One(const char* sql) {
    const std::string name = "one_" + std::to_string(++statements_);
    const auto rows = admin_->Execute({name.c_str(), sql});
    EXPECT_TRUE(rows.ok()) << rows.status().ToString();
    return rows.ok() && !rows->empty() ? std::string(rows->Text(0, 0)) : "";
  }
  uint64_t InIndex(const std::string& tenant = "t1") {
    return (*tenants_->Get(tenant))->index().figures().submissions;
  }
  static inline std::unique_ptr<database::TestCluster> cluster_;
  std::unique_ptr<database::Connection> admin_;
  std::optional<TempDir> folder_;
  std::unique_ptr<blobs::MasterKeys> masters_;
  std::unique_ptr<Rows> rows_;
  std::unique_ptr<Tenants> tenants_;
  metrics::Registry metrics_;
  std::mutex changing_;
  Feed feed_;
  Follower::Options options_;
  std::unique_ptr<Follower> follower_;
  int statements_ = 0;
};

TEST_F(FollowerTest, EachOnceInPages) {
  for (int i = 0; i < 10; ++i) feed_.Add("s" + std::to_string(i));
  feed_.Add("run", "ann", "");  // of no assignment
  feed_.Add("other", "ann", "sum", "t2");
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), "11");
  EXPECT_EQ(InIndex(), 10U);
  EXPECT_EQ(InIndex("t2"), 1U);
  EXPECT_EQ(feed_.asked, 11);
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(feed_.asked, 11);
  EXPECT_TRUE(follower_->state().following);
  EXPECT_EQ(follower_->state().behind, 0);
  // From its beginning once more: nothing counts twice.
  ASSERT_TRUE(admin_->ExecuteScript("UPDATE plagiarism.feed_cursor SET number = 0").ok());
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), "11");
  EXPECT_EQ(InIndex(), 10U);
}

TEST_F(FollowerTest, WhatIsAwayIsWaitedForAndWhatIsGoneIsNot) {
  for (int i = 0; i < 4; ++i) feed_.Add("s" + std::to_string(i));
  feed_.sources["s1"] = Unavailable("the blob store is down");
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Follow().code(), StatusCode::kUnavailable);
  EXPECT_FALSE(follower_->state().following);
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), "1");
  feed_.sources["s1"] = DataLoss("the blob is broken");
  feed_.sources["s2"] = Internal("nobody knows");
  EXPECT_EQ(Follow().code(), StatusCode::kInternal);  // the first of two tries
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(One("SELECT string_agg(id || state, ' ' ORDER BY id) FROM plagiarism.submissions"),
            "s00 s11 s21 s30");
  EXPECT_THAT(One("SELECT note FROM plagiarism.submissions WHERE id = 's1'"), HasSubstr("broken"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("outcome=\"left_out\"} 2"));
  EXPECT_THAT(metrics_.Text(), Not(HasSubstr("assay_metrics_rejected_total{")));
}

TEST_F(FollowerTest, TheJudgeMayBeAway) {
  feed_.status = Unavailable("no judge");
  EXPECT_EQ(Follow().code(), StatusCode::kUnavailable);
  feed_.status = OkStatus();
  feed_.Add("s1");
  EXPECT_TRUE(Follow().ok());
  EXPECT_EQ(InIndex(), 1U);
}

TEST_F(FollowerTest, ALostIndexIsFilledFromTheBeginning) {
  for (int i = 0; i < 5; ++i) feed_.Add("s" + std::to_string(i));
  ASSERT_TRUE(Follow().ok());
  follower_.reset();
  tenants_.reset();
  std::filesystem::remove_all(folder_->path() / "index");
  tenants_ = *Tenants::Open(folder_->path() / "index", *masters_, *rows_);
  const auto lost = tenants_->OpenAll();
  ASSERT_TRUE(lost.ok());
  EXPECT_TRUE(*lost);
  follower_ = std::make_unique<Follower>(feed_, *tenants_, *rows_, changing_, options_,
                                         log::Logger(), metrics_);
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(InIndex(), 5U);
  EXPECT_FALSE(*tenants_->OpenAll());
}

}  // namespace
}  // namespace assay::plagiarism
