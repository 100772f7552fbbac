#include "judge/git/test_server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <charconv>
#include <chrono>

#include "common/process/child.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// Runs git, with `input` on its standard input; what it printed.
std::string Run(const fs::path& folder, const std::vector<std::string>& arguments,
                std::vector<std::string> environment = {}, const std::string& input = "",
                bool may_fail = false) {
  static std::atomic<int> number = 0;
  const std::string stem = (folder / ("run-" + std::to_string(++number))).string();
  EXPECT_TRUE(WriteFileAtomically(stem + ".in", input).ok());
  const UniqueFd in(::open((stem + ".in").c_str(), O_RDONLY | O_CLOEXEC));
  const UniqueFd out(::open((stem + ".out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  process::Command command;
  command.argv = {"/usr/bin/git"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  for (const char* each :
       {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=test",
        "GIT_AUTHOR_EMAIL=test", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test"}) {
    environment.emplace_back(each);
  }
  command.environment = std::move(environment);
  command.input = in.get();
  command.output = out.get();
  command.log = stem + ".err";
  auto child = process::Child::Start(command);
  EXPECT_TRUE(child.ok()) << child.status().ToString();
  const auto ended = child.ok() ? child->Wait(seconds(30)) : child.status();
  const bool good = ended.ok() && *ended && WIFEXITED(**ended) && WEXITSTATUS(**ended) == 0;
  const auto said = ReadFile(stem + ".err");
  EXPECT_TRUE(good || may_fail) << (said.ok() ? *said : "");
  auto printed = ReadFile(stem + ".out", 512U << 20U);
  return printed.ok() ? *std::move(printed) : "";
}

std::string Trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

GitTestServer::GitTestServer(Before before)
    : folder_(*TempDir::Create("assay-git-test-")),
      before_(std::move(before)),
      receiver_([this](const http::ReceivedRequest& request, http::ReceiverConnection& connection) {
        Answer(request, connection);
      }) {
  fs::create_directory(folder_.path() / "served");
  fs::create_directory(tree());
  Run(folder_.path(), {"init", "--quiet", "--bare", "--initial-branch=main",
                       (folder_.path() / "served/work.git").string()});
}

std::string GitTestServer::url() const { return receiver_.url() + "/work.git"; }

std::string GitTestServer::Git(const std::vector<std::string>& arguments) {
  return Trimmed(Run(folder_.path(), arguments,
                     {"GIT_DIR=" + (folder_.path() / "served/work.git").string(),
                      "GIT_WORK_TREE=" + tree().string()}));
}

std::string GitTestServer::Commit(const std::vector<std::pair<std::string, std::string>>& files,
                                  const std::string& branch) {
  fs::remove_all(tree());
  fs::create_directory(tree());
  for (const auto& [name, data] : files) {
    fs::create_directories((tree() / name).parent_path());
    EXPECT_TRUE(WriteFileAtomically(tree() / name, data).ok());
  }
  return CommitTree(branch);
}

std::string GitTestServer::CommitTree(const std::string& branch) {
  Git({"add", "--all", "--force", tree().string()});
  const std::string commit = Git({"commit-tree", "-m", "a test", Git({"write-tree"})});
  Git({"update-ref", "refs/heads/" + branch, commit});
  return commit;
}

void GitTestServer::Answer(const http::ReceivedRequest& request,
                           http::ReceiverConnection& connection) {
  if (before_ && before_(request, connection)) return;
  const size_t question = std::min(request.target.find('?'), request.target.size());
  const auto header = [&](const char* name) { return std::string(request.Header(name)); };
  const std::string answer =
      Run(folder_.path(), {"http-backend"},
          {"GIT_PROJECT_ROOT=" + (folder_.path() / "served").string(), "GIT_HTTP_EXPORT_ALL=1",
           "REQUEST_METHOD=" + request.method, "PATH_INFO=" + request.target.substr(0, question),
           "QUERY_STRING=" + request.target.substr(std::min(question + 1, request.target.size())),
           "CONTENT_TYPE=" + header("Content-Type"),
           "CONTENT_LENGTH=" + std::to_string(request.body.size()),
           "HTTP_CONTENT_ENCODING=" + header("Content-Encoding"),
           "GIT_PROTOCOL=" + header("Git-Protocol")},
          request.body, true);  // what the client asked for may not be there
  // As CGI has it: headers, an empty line, the body.
  const size_t end = answer.find("\r\n\r\n");
  ASSERT_NE(end, std::string::npos) << answer.substr(0, 200);
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  for (size_t at = 0; at < end;) {
    const size_t line_end = std::min(answer.find("\r\n", at), end);
    const std::string line = answer.substr(at, line_end - at);
    const size_t colon = line.find(": ");
    if (line.starts_with("Status: ")) {
      std::from_chars(line.data() + 8, line.data() + line.size(), status);
    } else if (colon != std::string::npos) {
      headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    at = line_end + 2;
  }
  connection.Reply(status, headers, answer.substr(end + 4));
}

}  // namespace assay::judge
