// The S3 store against a real server, which checks every signature, over TLS, with and without
// versions. s3_server_install.sh builds that server; where it cannot, this is skipped.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "common/blobs/encrypted_store.h"
#include "common/blobs/s3_store.h"
#include "common/files.h"
#include "common/process/child.h"
#include "common/tls/authority.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr uint64_t kMiB = 1U << 20U;

uint16_t FreePort() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

// The path of the server, or why there is none.
std::pair<std::string, bool> InstalledServer() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  if (source == nullptr) return {"run this by ctest, or set ASSAY_SOURCE_DIR", false};
  const std::string script = std::string(source) + "/common/blobs/s3_server_install.sh 2>&1";
  FILE* pipe = ::popen(script.c_str(), "r");  // NOLINT(cert-env33-c): a script of this tree
  std::string output;
  char piece[256];
  while (pipe != nullptr && std::fgets(piece, sizeof piece, pipe) != nullptr) output += piece;
  const int status = pipe == nullptr ? 1 : ::pclose(pipe);
  while (output.ends_with('\n')) output.pop_back();
  return {output, status == 0};
}

class S3RealTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = InstalledServer(); }

  void SetUp() override {
    if (!server_.second) GTEST_SKIP() << server_.first;
    const auto authority = tls::CertificateAuthority::Create(dir_.path() / "root");
    ASSERT_TRUE(authority.ok());
    const auto credentials =
        authority->Issue({.identity = {"gateway"}, .dns_names = {"localhost"}});
    ASSERT_TRUE(credentials.ok()) << credentials.status().ToString();
    ASSERT_TRUE(tls::WriteCredentials(dir_.path() / "tls", *credentials).ok());
    ASSERT_TRUE(WriteFileAtomically(dir_.path() / "credentials",
                                    "aws_access_key_id = AKIDREAL\n"
                                    "aws_secret_access_key = a/secret+of=the test\n",
                                    0600)
                    .ok());
    for (const char* name : {"data", "versions", "sidecar"})
      fs::create_directory(dir_.path() / name);
    port_ = FreePort();
    process::Command command;
    command.argv = {server_.first,
                    "--port",
                    "127.0.0.1:" + std::to_string(port_),
                    "--region",
                    "eu-central-1",
                    "--cert",
                    dir_.path() / "tls/tls.crt",
                    "--key",
                    dir_.path() / "tls/tls.key",
                    "posix",
                    "--sidecar",
                    dir_.path() / "sidecar",
                    "--versioning-dir",
                    dir_.path() / "versions",
                    dir_.path() / "data"};
    command.environment = {"ROOT_ACCESS_KEY=AKIDREAL", "ROOT_SECRET_KEY=a/secret+of=the test",
                           "HOME=" + dir_.path().string()};
    command.log = dir_.path() / "server.log";
    auto child = process::Child::Start(command);
    ASSERT_TRUE(child.ok()) << child.status().ToString();
    child_ = std::move(*child);
    MakeBucket();
  }

  S3Settings Settings() {
    auto settings = ParseS3Url(
        "s3://bucket/pre/fix?region=eu-central-1&endpoint=https://localhost:" +
        std::to_string(port_) + "&credentials=" + (dir_.path() / "credentials").string() +
        "&roots=" + (dir_.path() / "tls/roots.crt").string());
    EXPECT_TRUE(settings.ok()) << settings.status().ToString();
    return *settings;
  }
  static S3Tuning Tuning() {
    S3Tuning tuning;
    tuning.multipart_bytes = 12 * kMiB;
    tuning.part_bytes = 5 * kMiB;
    tuning.page = 3;
    return tuning;
  }
  std::unique_ptr<S3Store> Open() { return *S3Store::Open(Settings(), Tuning()); }

  // The server needs a moment until it listens.
  void MakeBucket() {
    client_ = *S3Client::Open(Settings(), {.tries = 1});
    const auto deadline = Clock::now() + std::chrono::seconds(30);
    Status status;
    do {
      status = client_->Send({.method = "PUT"}).status();
      if (!status.ok()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } while (!status.ok() && Clock::now() < deadline);
    ASSERT_TRUE(status.ok()) << status.ToString() << "\n" << *ReadFile(dir_.path() / "server.log");
  }

  // What of the server's files holds these bytes.
  int FilesWith(std::string_view bytes) {
    int count = 0;
    for (const char* folder : {"data", "versions"})
      for (const auto& entry : fs::recursive_directory_iterator(dir_.path() / folder))
        if (entry.is_regular_file() && ReadFile(entry.path())->find(bytes) != std::string::npos)
          ++count;
    return count;
  }

  static std::pair<std::string, bool> server_;
  TempDir dir_ = *TempDir::Create("assay-s3-");
  uint16_t port_ = 0;
  process::Child child_;
  std::unique_ptr<S3Client> client_;
};
std::pair<std::string, bool> S3RealTest::server_;

TEST_F(S3RealTest, KeepsObjects) {
  const auto store = Open();
  Status status = store->Put("a/b", std::string("first\0", 6));
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(*store->Get("a/b", 100), std::string("first\0", 6));
  ASSERT_TRUE(store->Put("a/b", "second").ok());
  EXPECT_EQ(*store->Get("a/b", 100), "second");
  EXPECT_EQ(*store->GetHead("a/b", 3), "sec");
  EXPECT_EQ(*store->GetHead("a/b", 300), "second");
  EXPECT_EQ(*store->Size("a/b"), 6U);
  ASSERT_TRUE(store->Put("a/empty", "").ok());
  EXPECT_EQ(*store->GetHead("a/empty", 10), "");
  EXPECT_EQ(*store->Size("a/empty"), 0U);
  ASSERT_TRUE(store->Delete("a/b").ok());
  status = store->Delete("a/b");
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(store->Get("a/b", 5).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*store->Size("a/b"), std::nullopt);
}

TEST_F(S3RealTest, ListsPageByPage) {
  const auto store = Open();
  std::map<std::string, uint64_t> put, listed;
  for (size_t i = 0; i < 10; ++i) {
    const std::string name = "list/" + std::to_string(i % 3) + "/" + std::to_string(i);
    ASSERT_TRUE(store->Put(name, std::string(i, 'x')).ok());
    put[name] = i;
  }
  const Status status = store->List("list/", [&](std::string_view name, uint64_t bytes) {
    EXPECT_TRUE(listed.emplace(name, bytes).second);
    return OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(listed, put);
}

TEST_F(S3RealTest, LongObjectsGoUpInParts) {
  const auto store = Open();
  std::string data(13 * kMiB, '\0');
  for (size_t i = 0; i < data.size(); i += 97) data[i] = static_cast<char>(i);
  const auto begin = Clock::now();
  const Status status = store->Put("long", data);
  ASSERT_TRUE(status.ok()) << status.ToString();
  const auto middle = Clock::now();
  const auto got = store->Get("long", 20 * kMiB);
  const auto end = Clock::now();
  ASSERT_TRUE(got.ok()) << got.status().ToString();
  EXPECT_TRUE(*got == data);
  const auto rate = [&](auto from, auto to) {
    return 13.0 / std::chrono::duration<double>(to - from).count();
  };
  std::printf("13 MiB in parts of 5: up %.0f MiB/s, down %.0f MiB/s\n", rate(begin, middle),
              rate(middle, end));
}

TEST_F(S3RealTest, AWrongSecretIsRefused) {
  ASSERT_TRUE(WriteFileAtomically(dir_.path() / "credentials",
                                  "aws_access_key_id = AKIDREAL\naws_secret_access_key = wrong\n",
                                  0600)
                  .ok());
  const Status status = Open()->Put("a", "b");
  EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << status.ToString();
  EXPECT_NE(status.message().find("SignatureDoesNotMatch"), std::string::npos) << status.message();
}

TEST_F(S3RealTest, DestroyLeavesNoVersion) {
  const std::string body =
      "<VersioningConfiguration "
      "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status>"
      "</VersioningConfiguration>";
  const Status versioning =
      client_->Send({.method = "PUT", .query = {{"versioning", ""}}, .body = body}).status();
  ASSERT_TRUE(versioning.ok()) << versioning.ToString();
  const auto store = Open();
  ASSERT_TRUE(store->Put("key", "secret one").ok());
  ASSERT_TRUE(store->Put("key", "secret two").ok());
  EXPECT_EQ(FilesWith("secret"), 2);
  const Status status = store->Destroy("key");
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(FilesWith("secret"), 0);
  EXPECT_EQ(*store->Size("key"), std::nullopt);
}

TEST_F(S3RealTest, CarriesTheEncryptedStore) {
  const auto master = dir_.path() / "master.key";
  ASSERT_TRUE(CreateMasterKey(master).ok());
  EncryptedStore blobs(Open(), *MasterKeys::Load(master), {});
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) {
    const auto sha256 = blobs.Put("acme", "blob " + std::to_string(i));
    ASSERT_TRUE(sha256.ok()) << sha256.status().ToString();
    names.push_back(*sha256);
  }
  ASSERT_TRUE(blobs.RotateTenantKey("acme").ok());
  const auto moved = blobs.Reencrypt("acme");
  ASSERT_TRUE(moved.ok()) << moved.status().ToString();
  EXPECT_EQ(moved->blobs, 10U);
  ASSERT_TRUE(AddMasterKey(master).ok());
  EXPECT_EQ(*blobs.RewrapAll(), 1U);
  ASSERT_TRUE(blobs.RetireOldMasterKeys().ok());
  EncryptedStore other(Open(), *MasterKeys::Load(master), {});
  for (size_t i = 0; i < names.size(); ++i)
    EXPECT_EQ(*other.Get("acme", names[i]), "blob " + std::to_string(i));
  const Status shredded = blobs.ShredTenant("acme");
  ASSERT_TRUE(shredded.ok()) << shredded.ToString();
  EXPECT_EQ(blobs.Get("acme", names[1]).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(other.Put("acme", "x").status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(S3RealTest, AServerThatHangsIsAnError) {
  S3Tuning tuning = Tuning();
  tuning.timeout = std::chrono::milliseconds(200);
  tuning.tries = 2;
  const auto hasty = *S3Store::Open(Settings(), tuning);
  ASSERT_TRUE(child_.Signal(SIGSTOP).ok());
  const Status hung = hasty->Put("a", "b");
  EXPECT_EQ(hung.code(), StatusCode::kDeadlineExceeded) << hung.ToString();
  ASSERT_TRUE(child_.Signal(SIGCONT).ok());
  const Status status = Open()->Put("a", "c");
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(*Open()->Get("a", 10), "c");
}

}  // namespace
}  // namespace assay::blobs
