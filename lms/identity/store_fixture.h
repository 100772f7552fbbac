#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "common/database/migrations.h"
#include "common/database/pool.h"
#include "common/database/test_cluster.h"
#include "common/files.h"
#include "lms/identity/journal.h"
#include "lms/identity/mail_queue.h"
#include "lms/identity/people.h"
#include "lms/identity/vault.h"

namespace assay::identity {

// For tests: the room's schema in a database of a private server, with two tenants in it. ctest
// sets ASSAY_SOURCE_DIR.
class StoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    const char* source = std::getenv("ASSAY_SOURCE_DIR");
    ASSERT_NE(source, nullptr) << "run this by ctest, or set ASSAY_SOURCE_DIR to the tree's root";
    pool_ = std::make_unique<database::Pool>(cluster_->NewDatabase(), 8);
    auto connection = database::Connection::Open(pool_->settings());
    ASSERT_TRUE(connection.ok()) << connection.status().ToString();
    connection_ = std::move(*connection);
    const auto applied = database::Migrate(
        *connection_, "identity", std::filesystem::path(source) / "lms/identity/migrations");
    ASSERT_TRUE(applied.ok()) << applied.status().ToString();
    for (const char* tenant : {"acme", "rival"}) {
      ASSERT_TRUE(MakeTenant(*connection_, tenant, tenant).ok());
    }
  }

  // What a test does to time and to rows: SQL beside the code under test.
  void Sql(const std::string& text) {
    const Status status = connection_->ExecuteScript(text);
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  std::string One(const char* sql) {
    // Names of prepared statements are cut at 63 bytes: a number instead of the text.
    const std::string name = "test_" + std::to_string(++statements_);
    const auto rows = connection_->Execute({name.c_str(), sql});
    EXPECT_TRUE(rows.ok()) << rows.status().ToString();
    if (!rows.ok() || rows->empty()) return "";
    return rows->IsNull(0, 0) ? "NULL" : std::string(rows->Text(0, 0));
  }

  // The master key is made when it is first needed.
  Vault& vault() {
    if (!vault_) {
      const auto file = folder_->path() / "master.key";
      EXPECT_TRUE(blobs::CreateMasterKey(file).ok());
      masters_ = blobs::MasterKeys::Load(file).value();
      vault_ = std::make_unique<Vault>(*masters_);
    }
    return *vault_;
  }

  // The audit log in a schema of its own; made when it is first needed.
  Journal& journal() {
    if (!journal_) {
      const std::filesystem::path source = std::getenv("ASSAY_SOURCE_DIR");
      const auto applied =
          database::Migrate(*connection_, "identity_audit", source / "common/audit/migrations");
      EXPECT_TRUE(applied.ok()) << applied.status().ToString();
      key_ = std::make_unique<crypto::SigningKey>(
          crypto::SigningKey::LoadOrCreate(folder_->path() / "audit.key").value());
      log_ = std::make_unique<audit::Log>("identity_audit", *key_);
      journal_ = std::make_unique<Journal>(*log_, vault());
    }
    return *journal_;
  }

  // Sends nothing unless `mail_options_` was set up before.
  MailQueue& mail() {
    if (!mail_) mail_ = std::make_unique<MailQueue>(*pool_, vault(), mail_options_);
    return *mail_;
  }

  // A new person's id.
  std::string Make(const std::string& tenant, const std::string& name, bool administrator = false,
                   std::vector<CourseRole> roles = {}) {
    const auto made = People(*pool_).Put({"", tenant, name, "", administrator, std::move(roles)});
    EXPECT_TRUE(made.ok()) << made.status().ToString();
    return made.ok() ? made->id : "";
  }

  static inline std::unique_ptr<database::TestCluster> cluster_;
  std::unique_ptr<database::Pool> pool_;
  std::unique_ptr<database::Connection> connection_;
  int statements_ = 0;
  Result<TempDir> folder_ = TempDir::Create();
  std::unique_ptr<blobs::MasterKeys> masters_;
  std::unique_ptr<Vault> vault_;
  MailOptions mail_options_;
  std::unique_ptr<MailQueue> mail_;
  std::unique_ptr<crypto::SigningKey> key_;
  std::unique_ptr<audit::Log> log_;
  std::unique_ptr<Journal> journal_;
};

}  // namespace assay::identity
