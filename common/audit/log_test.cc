// The log on a real database, and what a verifier says when its owner tampers with it.
#include "common/audit/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <thread>

#include "common/audit/anchor.h"
#include "common/audit/feed.h"
#include "common/audit/verify.h"
#include "common/crypto/encoding.h"
#include "common/database/migrations.h"
#include "common/database/test_cluster.h"
#include "common/files.h"
#include "common/process/child.h"

namespace assay::audit {
namespace {

namespace fs = std::filesystem;
using database::Connection;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSchema[] = "test_audit";

class LogTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    const char* source = std::getenv("ASSAY_SOURCE_DIR");
    ASSERT_NE(source, nullptr) << "run this by ctest, or set ASSAY_SOURCE_DIR to the tree's root";
    settings_ = cluster_->NewDatabase();
    connection_ = Open();
    ASSERT_NE(connection_, nullptr);
    // The service's role owns the schema; the server's superuser is who may do anything.
    Sql("DO $$ BEGIN CREATE ROLE service; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    Sql("GRANT CREATE ON DATABASE " + settings_.database + " TO service; SET ROLE service");
    const auto applied =
        database::Migrate(*connection_, kSchema, fs::path(source) / "common/audit/migrations");
    ASSERT_TRUE(applied.ok()) << applied.status().ToString();
  }

  std::unique_ptr<Connection> Open() {
    auto opened = Connection::Open(settings_);
    EXPECT_TRUE(opened.ok()) << opened.status().ToString();
    return opened.ok() ? std::move(*opened) : nullptr;
  }
  void Sql(const std::string& text) {
    const Status status = connection_->ExecuteScript(text);
    ASSERT_TRUE(status.ok()) << status.ToString() << "\n" << text;
  }
  // As who owns the database, with nothing in the way.
  void Tamper(const std::string& text) {
    Sql("RESET ROLE; ALTER TABLE test_audit.records DISABLE TRIGGER ALL; "
        "ALTER TABLE test_audit.heads DISABLE TRIGGER ALL; " +
        text);
  }
  Status Append(Connection& connection, std::vector<Entry> entries) {
    return connection.InTransaction([&] { return log_.Append(connection, entries); });
  }
  // Seven records in five transactions.
  void Fill() {
    for (const char* action : {"a", "b", "c", "d"}) {
      ASSERT_TRUE(Append(*connection_, {{"acme", "p1", action, {"p2"}, "detail"}}).ok());
    }
    ASSERT_TRUE(Append(*connection_, {{"acme", "p1", "e", {"p2", "p3"}, ""},
                                      {"rival", "system", "f", {}, "x y"},
                                      {"acme", "", "g", {"p3"}, ""}})
                    .ok());
  }
  std::vector<Record> All() { return *ReadRecords(*connection_, kSchema, 0, 1000); }
  // What a verifier says who has the public key.
  std::vector<std::string> Verify(std::vector<Head> anchors = {}) {
    Verifier verifier({key_->Public()}, std::move(anchors));
    const Status fed = FeedDatabase(*connection_, kSchema,
                                    {[&](const Record& record) {
                                       verifier.Add(record);
                                       return OkStatus();
                                     },
                                     [&](const Head& head) {
                                       verifier.Add(head);
                                       return OkStatus();
                                     }});
    EXPECT_TRUE(fed.ok()) << fed.ToString();
    std::vector<std::string> findings;
    for (const auto& finding : verifier.Finish()) findings.push_back(finding.what);
    return findings;
  }
  // Writes hashes that fit from record `from` on, as an owner with a copy of this program would.
  void Rechain(uint64_t from) {
    std::string previous(kNoHash);
    for (Record record : All()) {
      if (record.seq >= from) {
        record.hash = HashOf(record, previous);
        Tamper("UPDATE test_audit.records SET hash = '" + record.hash +
               "' WHERE seq = " + std::to_string(record.seq));
      }
      previous = record.hash;
    }
  }

  static inline std::unique_ptr<database::TestCluster> cluster_;
  Result<TempDir> folder_ = TempDir::Create();
  Result<crypto::SigningKey> key_ = crypto::SigningKey::LoadOrCreate(folder_->path() / "audit.key");
  database::Settings settings_;
  std::unique_ptr<Connection> connection_;
  Log log_{kSchema, *key_};
};

TEST_F(LogTest, WhatIsAppendedIsWhole) {
  EXPECT_THAT(Verify(), IsEmpty());
  Fill();
  EXPECT_THAT(Verify(), IsEmpty());
  const auto all = All();
  ASSERT_THAT(all, SizeIs(7));
  EXPECT_EQ(all[6].seq, 7U);
  EXPECT_THAT(all[4].entry.subjects, ElementsAre("p2", "p3"));
  EXPECT_THAT(all[5].entry.subjects, IsEmpty());
  EXPECT_EQ(all[5].entry.detail, "x y");
  const auto head = NewestHead(*connection_, kSchema);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->size, 7U);
  EXPECT_THAT(Verify({*head}), IsEmpty());
}

TEST_F(LogTest, NewestByWhomAndAboutWhom) {
  Fill();
  const auto about = log_.Newest(*connection_, {"acme", "p3", ""}, 0, 10);
  ASSERT_TRUE(about.ok()) << about.status().ToString();
  ASSERT_THAT(*about, SizeIs(2));
  EXPECT_EQ((*about)[0].entry.action, "g");
  EXPECT_THAT(*log_.Newest(*connection_, {"acme", "", "p1"}, 4, 2), SizeIs(2));
  EXPECT_THAT(*log_.Newest(*connection_, {"rival", "p3", ""}, 0, 10), IsEmpty());
}

TEST_F(LogTest, AChangeThatIsUndoneLeavesNoRecord) {
  Fill();
  const Status ended = connection_->InTransaction([&]() -> Status {
    const Entry entry{"acme", "p1", "z", {}, ""};
    EXPECT_TRUE(log_.Append(*connection_, {&entry, 1}).ok());
    return Internal("the change failed");
  });
  EXPECT_FALSE(ended.ok());
  EXPECT_THAT(All(), SizeIs(7));
  EXPECT_TRUE(Append(*connection_, {{"acme", "p1", "h", {}, ""}}).ok());
  EXPECT_THAT(Verify(), IsEmpty());
}

TEST_F(LogTest, ManyAtOnceStandInOneRow) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      const auto connection = Open();
      for (int i = 0; i < 20; ++i) {
        const std::string action = std::to_string(t) + "." + std::to_string(i);
        EXPECT_TRUE(Append(*connection, {{"acme", "p", action, {}, ""}}).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(All(), SizeIs(80));
  EXPECT_THAT(Verify(), IsEmpty());
}

TEST_F(LogTest, TheServiceCanOnlyAdd) {
  Fill();
  for (const char* sql :
       {"UPDATE test_audit.records SET detail = ''", "DELETE FROM test_audit.records",
        "TRUNCATE test_audit.records", "UPDATE test_audit.heads SET size = 9",
        "DELETE FROM test_audit.heads", "DELETE FROM test_audit.state"}) {
    const Status refused = connection_->ExecuteScript(sql);
    EXPECT_THAT(refused.message(), HasSubstr("permission denied")) << sql;
  }
  // Nor does a superuser by mistake.
  Sql("RESET ROLE");
  EXPECT_THAT(connection_->ExecuteScript("DELETE FROM test_audit.records").message(),
              HasSubstr("the audit log is append-only"));
  EXPECT_THAT(All(), SizeIs(7));
}

TEST_F(LogTest, AnAlteredRecordIsTold) {
  Fill();
  Tamper("UPDATE test_audit.records SET detail = 'nothing' WHERE seq = 3");
  EXPECT_THAT(Verify(), ElementsAre(HasSubstr("record 3 was altered")));
}

TEST_F(LogTest, AnAlteredRecordWithAHashThatFitsIsTold) {
  Fill();
  Tamper("UPDATE test_audit.records SET actor = 'p9' WHERE seq = 3");
  const auto all = All();
  Tamper("UPDATE test_audit.records SET hash = '" + HashOf(all[2], all[1].hash) +
         "' WHERE seq = 3");
  const auto findings = Verify();
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(findings[0], HasSubstr("the records up to 3 are not those that were signed"));
  EXPECT_THAT(findings[1], HasSubstr("record 4 was altered, or what stood before it"));
}

TEST_F(LogTest, AWholeNewChainIsTold) {
  Fill();
  Tamper("UPDATE test_audit.records SET actor = 'p9' WHERE seq = 3");
  Rechain(3);
  const auto findings = Verify();
  ASSERT_THAT(findings, SizeIs(3));  // the heads of 3, 4 and 7
  EXPECT_THAT(findings[0], HasSubstr("up to 3 are not those that were signed"));
}

TEST_F(LogTest, ARemovedRecordIsTold) {
  Fill();
  Tamper("DELETE FROM test_audit.records WHERE seq = 4");
  EXPECT_THAT(Verify(), ::testing::Contains(HasSubstr("record 4 is missing")));
  Tamper("UPDATE test_audit.records SET seq = seq - 1 WHERE seq > 4");
  Rechain(4);
  EXPECT_THAT(Verify(), ::testing::Contains(HasSubstr("up to 4 are not those that were signed")));
}

TEST_F(LogTest, RecordsInAnotherOrderAreTold) {
  Fill();
  Tamper(
      "UPDATE test_audit.records SET seq = 1000 WHERE seq = 2; "
      "UPDATE test_audit.records SET seq = 2 WHERE seq = 3; "
      "UPDATE test_audit.records SET seq = 3 WHERE seq = 1000");
  EXPECT_FALSE(Verify().empty());
  Rechain(1);
  EXPECT_THAT(Verify(), ::testing::Contains(HasSubstr("not those that were signed")));
}

TEST_F(LogTest, ARecordThatWasPutInIsTold) {
  Fill();
  Record forged{8, All().back().at_us, {"acme", "p1", "forged", {}, ""}, ""};
  forged.hash = HashOf(forged, All().back().hash);
  Tamper("INSERT INTO test_audit.records VALUES (8, " + std::to_string(forged.at_us) +
         ", 'acme', 'p1', 'forged', '{}', '', '" + forged.hash + "')");
  EXPECT_THAT(Verify(), ElementsAre(HasSubstr("records after 7 have no signed head")));
  // With a head that somebody else's key signed.
  auto other = crypto::SigningKey::LoadOrCreate(folder_->path() / "other.key");
  Head head = *NewestHead(*connection_, kSchema);
  Frontier frontier;
  for (const Record& record : All()) frontier.Append(*crypto::HexDecode(record.hash));
  head.size = 8;
  head.root = crypto::HexEncode(frontier.Root());
  head = *SignHead(head, *other);
  const auto insert = [&head] {
    return "INSERT INTO test_audit.heads VALUES (8, " + std::to_string(head.at_us) + ", '" +
           head.root + "', '" + head.key_id + "', '" + head.signature + "')";
  };
  Tamper(insert());
  EXPECT_THAT(Verify(), ElementsAre(HasSubstr("head 8 is not signed by the key")));
  // Nor one that says it was ours.
  head.key_id = key_->Public().Id();
  Tamper("DELETE FROM test_audit.heads WHERE size = 8; " + insert());
  EXPECT_THAT(Verify(), ElementsAre(HasSubstr("head 8 is not signed by the key")));
}

TEST_F(LogTest, ARemovedEndIsToldByHeadsThatWereKeptElsewhere) {
  Fill();
  const auto file = folder_->path() / "heads";
  ASSERT_TRUE(AppendAnchor(file, *NewestHead(*connection_, kSchema)).ok());
  ASSERT_TRUE(Append(*connection_, {{"acme", "p1", "h", {}, ""}}).ok());
  ASSERT_TRUE(AppendAnchor(file, *NewestHead(*connection_, kSchema)).ok());
  const auto anchors = ReadAnchors(file);
  ASSERT_TRUE(anchors.ok()) << anchors.status().ToString();
  ASSERT_THAT(*anchors, SizeIs(2));
  EXPECT_THAT(Verify(*anchors), IsEmpty());
  Tamper(
      "DELETE FROM test_audit.records WHERE seq > 4; DELETE FROM test_audit.heads WHERE size > 4");
  EXPECT_THAT(Verify(), IsEmpty());  // by itself the log cannot know
  EXPECT_THAT(Verify(*anchors), ElementsAre(HasSubstr("it had 8 once: its end was removed")));
  // Everything.
  Tamper("DELETE FROM test_audit.records; DELETE FROM test_audit.heads");
  EXPECT_THAT(Verify(*anchors), ElementsAre(HasSubstr("it had 8 once")));
}

TEST_F(LogTest, AnotherLogInItsPlaceIsTold) {
  Fill();
  const Head anchor = *NewestHead(*connection_, kSchema);
  Tamper(
      "DELETE FROM test_audit.records; DELETE FROM test_audit.heads; "
      "UPDATE test_audit.state SET log_id = 'new', size = 0, at_us = 0, frontier = '', hash = '" +
      std::string(kNoHash) + "'");
  Fill();  // the service goes on, and signs
  EXPECT_THAT(Verify(), IsEmpty());
  EXPECT_THAT(Verify({anchor}), ::testing::Contains(HasSubstr("of another log")));
}

TEST_F(LogTest, AnchorsThatNobodySignedAreTold) {
  Fill();
  Head head = *NewestHead(*connection_, kSchema);
  head.size = 70;
  EXPECT_THAT(Verify({head}), ElementsAre(HasSubstr("is not signed")));
  ASSERT_TRUE(WriteFileAtomically(folder_->path() / "heads", ToLine(All()[0]) + "\n").ok());
  EXPECT_THAT(ReadAnchors(folder_->path() / "heads").status().message(), HasSubstr("heads:1"));
}

class ProgramTest : public LogTest {
 protected:
  int Run(std::vector<std::string> arguments) {
    process::Command command;
    command.argv = {fs::path(std::getenv("ASSAY_BIN_DIR")) / "assay-audit"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.log = folder_->path() / "said";
    auto child = process::Child::Start(command);
    EXPECT_TRUE(child.ok()) << child.status().ToString();
    const auto end = child->Wait(std::chrono::seconds(60));
    EXPECT_TRUE(end.ok() && end->has_value());
    return WIFEXITED(**end) ? WEXITSTATUS(**end) : -1;
  }
  std::string Said() { return ReadFile(folder_->path() / "said").value(); }
  std::vector<std::string> Database(std::vector<std::string> words) {
    for (const std::string& word :
         {std::string("--database-host"), settings_.host, std::string("--database-port"),
          std::to_string(settings_.port), std::string("--database-name"), settings_.database,
          std::string("--database-user"), settings_.user, std::string("--database-password-file"),
          settings_.password_file.string(), std::string("--schema"), std::string(kSchema)}) {
      words.push_back(word);
    }
    return words;
  }
};

TEST_F(ProgramTest, VerifiesADatabaseAndAnExport) {
  Fill();
  const std::string key = folder_->path() / "audit.pem";
  const std::string heads = folder_->path() / "heads";
  const std::string file = folder_->path() / "log.jsonl";
  ASSERT_TRUE(WriteFileAtomically(key, key_->Public().Pem()).ok());
  ASSERT_TRUE(AppendAnchor(heads, *NewestHead(*connection_, kSchema)).ok());
  EXPECT_EQ(Run(Database({"verify", "--key", key, "--heads", heads})), 0) << Said();
  EXPECT_THAT(Said(), HasSubstr("whole: 7 records, 5 signed heads, 1 heads kept elsewhere"));
  EXPECT_EQ(Run(Database({"export", "--output", file})), 0) << Said();
  EXPECT_EQ(Run({"verify", file, "--key", key, "--heads", heads}), 0) << Said();

  std::string text = ReadFile(file).value();
  text.replace(text.find("detail\":\"detail"), 15, "detail\":\"DETAIL");
  ASSERT_TRUE(WriteFileAtomically(file, text).ok());
  EXPECT_EQ(Run({"verify", file, "--key", key}), 1) << Said();
  EXPECT_THAT(Said(), HasSubstr("record 1 was altered"));
  Tamper("DELETE FROM test_audit.records WHERE seq = 7");
  EXPECT_EQ(Run(Database({"verify", "--key", key})), 1) << Said();

  ASSERT_TRUE(WriteFileAtomically(file, "no line\n").ok());
  EXPECT_EQ(Run({"verify", file, "--key", key}), 64);
  EXPECT_THAT(Said(), HasSubstr("log.jsonl:1"));
  EXPECT_EQ(Run({"verify", file}), 64);
  EXPECT_EQ(Run({"verify", file, "--key", "/none.pem"}), 2);
}

}  // namespace
}  // namespace assay::audit
