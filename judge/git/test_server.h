#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/files.h"
#include "common/http/test_receiver.h"

// For tests: repositories in a folder, and git's own HTTP server over them on loopback.
namespace assay::judge {

class GitTestServer {
 public:
  // Asked before each request: true where it was answered already.
  using Before = std::function<bool(const http::ReceivedRequest&, http::ReceiverConnection&)>;
  explicit GitTestServer(Before before = {});

  // "http://127.0.0.1:PORT/work.git"
  std::string url() const;
  // A commit on `branch` with these files and no others; its digits.
  std::string Commit(const std::vector<std::pair<std::string, std::string>>& files,
                     const std::string& branch = "main");
  // git in the repository; what it printed.
  std::string Git(const std::vector<std::string>& arguments);
  // Where the files of the next commit stand.
  std::filesystem::path tree() const { return folder_.path() / "tree"; }
  std::string CommitTree(const std::string& branch = "main");
  const http::TestReceiver& receiver() const { return receiver_; }

 private:
  void Answer(const http::ReceivedRequest& request, http::ReceiverConnection& connection);

  TempDir folder_;
  Before before_;
  http::TestReceiver receiver_;  // the last: its threads use the others
};

}  // namespace assay::judge
