// Against git's own HTTP server on loopback.
#include "judge/git/fetch.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "common/archive/archive.h"
#include "common/crypto/encoding.h"
#include "judge/git/test_server.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class FetchTest : public ::testing::Test {
 protected:
  FetchTest() {
    const std::vector<std::string> loopback = {"127.0.0.0/8"};
    options_.policy = *http::AddressPolicy::Public(loopback);
    options_.timeout = std::chrono::seconds(20);
  }

  GitSource Source(const GitTestServer& server, const std::string& ref = "main",
                   const std::string& folder = "") {
    return {server.url(), ref, folder, ""};
  }
  // The archive's bytes.
  Result<std::string> Take(const GitSource& source) {
    ASSAY_ASSIGN_OR_RETURN(const std::string commit, ResolveGit(source, options_));
    ASSAY_ASSIGN_OR_RETURN(const TempDir scratch, TempDir::Create());
    ASSAY_ASSIGN_OR_RETURN(const TempDir out, TempDir::Create());
    const fs::path archive = out.path() / "package";
    ASSAY_RETURN_IF_ERROR(FetchGit(source, commit, options_, scratch.path(), archive));
    return ReadFile(archive);
  }
  static std::set<std::string> NamesIn(const std::string& tar) {
    TempDir folder = *TempDir::Create();
    EXPECT_TRUE(WriteFileAtomically(folder.path() / "a.tar", tar).ok());
    const auto unpacked = Unpack(folder.path() / "a.tar");
    EXPECT_TRUE(unpacked.ok()) << unpacked.status().ToString();
    std::set<std::string> names;
    if (!unpacked.ok()) return names;
    for (const auto& each : fs::recursive_directory_iterator((*unpacked)->path())) {
      if (each.is_regular_file())
        names.insert(fs::relative(each.path(), (*unpacked)->path()).string());
    }
    return names;
  }
  void ExpectRefused(const GitSource& source, const std::string& begins,
                     StatusCode code = StatusCode::kInvalidArgument) {
    const auto taken = Take(source);
    EXPECT_EQ(taken.status().code(), code) << taken.status().ToString();
    EXPECT_THAT(taken.status().message(), StartsWith(begins));
  }

  GitOptions options_;
};

TEST_F(FetchTest, TakesTheFilesOfAFolder) {
  GitTestServer server;
  server.Commit({{"problems/sum/assignment.yaml", "title: Sum\n"},
                 {"problems/sum/tests/1.in", "1 2\n"},
                 {"problems/other/assignment.yaml", "title: Other\n"},
                 {"README.md", "all"}});
  const auto taken = Take(Source(server, "main", "problems/sum"));
  ASSERT_TRUE(taken.ok()) << taken.status().ToString();
  EXPECT_THAT(NamesIn(*taken), ElementsAre("assignment.yaml", "tests/1.in"));
  // The default branch, and all of it.
  const auto all = Take(Source(server, ""));
  ASSERT_TRUE(all.ok()) << all.status().ToString();
  EXPECT_EQ(NamesIn(*all).size(), 4U);
}

TEST_F(FetchTest, TheSameFilesAreTheSameArchive) {
  GitTestServer server;
  server.Commit({{"a/x", "1"}, {"b", "1"}});
  const auto before = Take(Source(server, "main", "a"));
  server.Commit({{"a/x", "1"}, {"b", "2"}});
  const auto after = Take(Source(server, "main", "a"));
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ(*before, *after);
}

TEST_F(FetchTest, ABranchThatMovedIsAnotherCommitAndTheOldOneIsStillThere) {
  GitTestServer server;
  const std::string first = server.Commit({{"x", "1"}});
  EXPECT_EQ(*ResolveGit(Source(server), options_), first);
  const std::string second = server.Commit({{"x", "2"}, {"y", "2"}});
  ASSERT_NE(first, second);
  EXPECT_EQ(*ResolveGit(Source(server), options_), second);
  server.Git({"update-ref", "refs/tags/old", first});
  EXPECT_EQ(*ResolveGit(Source(server, "old"), options_), first);
  const auto taken = Take(Source(server, first));
  ASSERT_TRUE(taken.ok()) << taken.status().ToString();
  EXPECT_THAT(NamesIn(*taken), ElementsAre("x"));
}

TEST_F(FetchTest, AnAnnotatedTagIsItsCommit) {
  GitTestServer server;
  const std::string commit = server.Commit({{"x", "1"}});
  server.Git({"tag", "-a", "-m", "a tag", "v1", commit});
  EXPECT_EQ(*ResolveGit(Source(server, "v1"), options_), commit);
}

TEST_F(FetchTest, WhatIsNotThereIsSaidByItsField) {
  GitTestServer server;
  server.Commit({{"x", "1"}});
  ExpectRefused(Source(server, "nowhere"), "ref: the repository has no branch or tag");
  ExpectRefused(Source(server, std::string(40, 'a')), "ref: the repository has no commit");
  ExpectRefused(Source(server, "main", "y"), "folder: there is no folder");
  ExpectRefused(Source(server, "main", "x"), "folder: there is no folder");
  GitSource other = Source(server);
  other.url += "x";
  ExpectRefused(other, "url: there is no repository");
}

TEST_F(FetchTest, ARedirectIsNotFollowed) {
  GitTestServer real;
  real.Commit({{"x", "1"}});
  GitTestServer redirecting([&](const http::ReceivedRequest& request, auto& connection) {
    connection.Reply(302, {{"Location", real.receiver().url() + request.target}});
    return true;
  });
  ExpectRefused(Source(redirecting), "url: the server sends elsewhere");
  EXPECT_EQ(real.receiver().connections(), 0);
}

TEST_F(FetchTest, InnerAddressesAreNotReached) {
  GitTestServer server;
  server.Commit({{"x", "1"}});
  options_.policy = *http::AddressPolicy::Public();
  GitSource source = Source(server);
  ExpectRefused(source, "url: \"127.0.0.1\" is not on the public Internet");
  source.url.replace(0, 4, "https");
  ExpectRefused(source, "url: \"127.0.0.1\" is not on the public Internet");
  source.url.replace(source.url.find("127.0.0.1"), 9, "localhost");
  ExpectRefused(source, "url: \"localhost\" is not on the public Internet");
  EXPECT_EQ(server.receiver().connections(), 0);
}

// Nobody else could tell where git.invalid is: git goes to the address that was checked.
TEST_F(FetchTest, ANameIsReachedAtTheAddressThatWasChecked) {
  GitTestServer server;
  server.Commit({{"x", "1"}});
  options_.resolve = [](const http::HttpUrl& url, const http::AddressPolicy&) {
    EXPECT_EQ(url.host, "git.invalid");
    return Result<GitAddresses>(GitAddresses{.addresses = "127.0.0.1", .all_named = true});
  };
  GitSource source = Source(server);
  source.url.replace(source.url.find("127.0.0.1"), 9, "git.invalid");
  const auto taken = Take(source);
  EXPECT_TRUE(taken.ok()) << taken.status().ToString();
}

TEST_F(FetchTest, WhatIsTooLargeIsRefusedBeforeItIsHere) {
  GitTestServer server;
  std::mt19937 random(7);
  std::string noise(1U << 20U, '\0');
  std::ranges::generate(noise, [&] { return static_cast<char>(random()); });
  server.Commit({{"noise", noise}});
  options_.max_bytes = 64U << 10U;
  ExpectRefused(Source(server), "url: the repository at this commit is larger");
  options_.max_bytes = 64U << 20U;
  options_.tree.total_bytes = 1000;
  ExpectRefused(Source(server), "folder: its files are more");
  options_.tree = {};
  server.Commit({{"1", "1"}, {"2", "2"}, {"3", "3"}});
  options_.tree.files = 2;
  ExpectRefused(Source(server), "folder: holds more than 2 files");
}

TEST_F(FetchTest, WhatIsSmallToFetchAndLargeToUnpackIsTooLarge) {
  GitTestServer server;
  server.Commit({{"zeros", std::string(4U << 20U, '\0')}});
  options_.max_bytes = 1U << 20U;
  ExpectRefused(Source(server), "url: the repository at this commit is larger");
}

TEST_F(FetchTest, WhatNobodyWaitsForAnyMoreIsLeft) {
  std::atomic<bool> asked = false;
  GitTestServer server([&](const auto&, auto& connection) {
    asked = true;
    connection.Hang();
    return true;
  });
  options_.unwanted = [&] { return asked.load(); };
  EXPECT_EQ(Take(Source(server)).status().code(), StatusCode::kCancelled);
}

// Each of these settings would send git elsewhere, or run a program.
TEST_F(FetchTest, NothingOfOurEnvironmentIsUsed) {
  GitTestServer server;
  server.Commit({{".gitattributes", "x filter=evil\n"}, {"x", "as it is\n"}});
  const TempDir home = *TempDir::Create();
  const fs::path made = home.path() / "made";
  ASSERT_TRUE(WriteFileAtomically(home.path() / ".gitconfig",
                                  "[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = http://127.0.0.1\n"
                                  "[http]\n\tproxy = http://127.0.0.1:1/\n"
                                  "[filter \"evil\"]\n\tsmudge = touch " +
                                      made.string() + "\n")
                  .ok());
  ASSERT_TRUE(
      WriteFileAtomically(home.path() / ".netrc", "machine 127.0.0.1 login ours password ours\n")
          .ok());
  const std::map<const char*, std::string> ours = {{"HOME", home.path().string()},
                                                   {"XDG_CONFIG_HOME", home.path().string()},
                                                   {"http_proxy", "http://127.0.0.1:1/"},
                                                   {"GIT_PROXY_COMMAND", "/bin/false"}};
  for (const auto& [name, value] : ours) ::setenv(name, value.c_str(), 1);
  const auto taken = Take(Source(server));
  for (const auto& [name, value] : ours) ::unsetenv(name);
  ASSERT_TRUE(taken.ok()) << taken.status().ToString();
  EXPECT_THAT(*taken, HasSubstr("as it is"));
  EXPECT_FALSE(fs::exists(made));
  for (const auto& request : server.receiver().requests())
    EXPECT_EQ(request.Header("Authorization"), "");
}

TEST_F(FetchTest, LinksAndSubmodulesAreNamed) {
  GitTestServer server;
  const std::string commit = server.Commit({{"data/x", "1"}});
  fs::create_symlink("/etc/passwd", server.tree() / "data/secret");
  server.CommitTree();
  ExpectRefused(Source(server), "folder: \"data/secret\" is a symbolic link");
  // Outside of the folder it is nobody's business.
  fs::remove(server.tree() / "data/secret");
  fs::create_symlink("/etc/passwd", server.tree() / "secret");
  server.CommitTree();
  EXPECT_TRUE(Take(Source(server, "main", "data")).ok());
  fs::remove(server.tree() / "secret");
  server.Git({"add", "--all", server.tree().string()});
  server.Git({"update-index", "--add", "--cacheinfo", "160000," + commit + ",data/module"});
  server.Git({"update-ref", "refs/heads/main",
              server.Git({"commit-tree", "-m", "a test", server.Git({"write-tree"})})});
  ExpectRefused(Source(server), "folder: \"data/module\" is a submodule");
}

TEST_F(FetchTest, AServerThatHangsIsLeft) {
  GitTestServer server([](const auto&, auto& connection) {
    connection.Hang();
    return true;
  });
  options_.timeout = std::chrono::seconds(2);
  const auto begin = std::chrono::steady_clock::now();
  ExpectRefused(Source(server), "url: the server did not give it within 2 seconds");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(FetchTest, ATokenOpensWhatIsNotPublic) {
  const std::string right = "Basic " + crypto::Base64Encode("x-access-token:s3cret");
  GitTestServer server([&](const http::ReceivedRequest& request, auto& connection) {
    if (request.Header("Authorization") == right) return false;
    connection.Reply(401, {{"WWW-Authenticate", "Basic realm=\"git\""}});
    return true;
  });
  server.Commit({{"x", "1"}});
  GitSource source = Source(server);
  ExpectRefused(source, "token: the server asks who this is");
  source.token = "wrong";
  ExpectRefused(source, "token: the server does not take it");
  source.token = "s3cret";
  const auto taken = Take(source);
  EXPECT_TRUE(taken.ok()) << taken.status().ToString();
}

TEST_F(FetchTest, WithoutGitItIsOurFault) {
  GitTestServer server;
  server.Commit({{"x", "1"}});
  options_.program = "/nonexistent/git";
  ExpectRefused(Source(server), "git cannot be started", StatusCode::kInternal);
}

}  // namespace
}  // namespace assay::judge
