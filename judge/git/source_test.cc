#include "judge/git/source.h"

#include <gmock/gmock.h>

namespace assay::judge {
namespace {

using ::testing::StartsWith;

const std::string kOne(40, 'a');
const std::string kTwo(40, 'b');

TEST(GitSource, NamesTheFieldThatIsWrong) {
  const GitSource good = {"https://git.example.org/a/b.git", "feature/x-1", "problems/sum", "t"};
  EXPECT_TRUE(CheckGitSource(good).ok());
  EXPECT_TRUE(CheckGitSource({good.url, "", "", ""}).ok());
  for (const char* url :
       {"", "git@host:a/b", "ssh://host/a", "file:///etc", "ext::sh -c id", "--upload-pack=x",
        "https://u:p@host/a", "https://host/a?x", "https://host/a#x", "https://host/a b",
        "https://host\\a", "https://host./a", "https://-host/a", "https://h\xc3\xb6st/a"}) {
    EXPECT_THAT(CheckGitSource({url, "", "", ""}).message(), StartsWith("url: ")) << url;
  }
  for (const char* ref : {"-x", "a..b", "a b", "a:b", "a^{}", "a~1", "*", "/a", "a/", "a//b", "."})
    EXPECT_THAT(CheckGitSource({good.url, ref, "", ""}).message(), StartsWith("ref: ")) << ref;
  for (const char* folder : {"/a", "../a", "a/../b", "a//b", "./a", "a/", "a\\b"})
    EXPECT_THAT(CheckGitSource({good.url, "", folder, ""}).message(), StartsWith("folder: "))
        << folder;
  for (const char* token : {"a b", "a\r\nX: y"})
    EXPECT_THAT(CheckGitSource({good.url, "", "", token}).message(), StartsWith("token: "));
}

TEST(GitSource, AServerIsSchemeHostAndPort) {}

TEST(GitRefs, ABranchComesFirst) {
  const std::string listed = kOne + "\trefs/heads/x\n" + kTwo + "\trefs/tags/x\n";
  EXPECT_EQ(*CommitOf(listed, "x"), kOne);
  EXPECT_EQ(*CommitOf(kOne + "\trefs/tags/x\n" + kTwo + "\trefs/tags/x^{}\n", "x"), kTwo);
  EXPECT_EQ(*CommitOf(kOne + "\tHEAD\n", ""), kOne);
  // Another one that ends alike.
  EXPECT_THAT(CommitOf(kOne + "\trefs/heads/a/refs/heads/x\n", "x").status().message(),
              StartsWith("ref: "));
  EXPECT_EQ(CommitOf("nonsense", "x").status().code(), StatusCode::kDataLoss);
}

std::string Entry(const std::string& mode, const std::string& type, const std::string& size,
                  const std::string& path) {
  return mode + " " + type + " " + kOne + " " + size + "\t" + path + '\0';
}

TEST(GitTree, HoldsFilesOnly) {
  const std::string file = Entry("100644", "blob", "     12", "a/b.txt");
  EXPECT_TRUE(CheckTree(file + Entry("100755", "blob", "7", "run"), {}).ok());
  EXPECT_THAT(CheckTree(file + Entry("120000", "blob", "7", "l"), {}).message(),
              StartsWith("folder: \"l\" is a symbolic link"));
  EXPECT_THAT(CheckTree(Entry("160000", "commit", "-", "m"), {}).message(),
              StartsWith("folder: \"m\" is a submodule"));
  EXPECT_THAT(CheckTree("", {}).message(), StartsWith("folder: "));
  EXPECT_EQ(CheckTree(file, {.files = 1, .total_bytes = 11}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckTree(file + file, {.files = 1, .total_bytes = 100}).code(),
            StatusCode::kInvalidArgument);
  for (const std::string& wrong :
       {std::string("x"), Entry("100644", "blob", "-1", "a"), Entry("100644", "tree", "1", "a"),
        file.substr(0, file.size() - 1), Entry("100644", "blob", "99999999999999999999999", "a")}) {
    EXPECT_EQ(CheckTree(wrong, {}).code(), StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace assay::judge
