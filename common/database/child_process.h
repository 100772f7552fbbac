#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"

// System calls of PrivateCluster.
namespace assay::database {

struct Child {
  pid_t pid = 0;
  UniqueFd pidfd;
};

// Starts argv[0] (a path) with an environment of PATH and LC_ALL alone, standard input from
// /dev/null, both outputs appended to `log`. No descriptor of ours is inherited that is
// close-on-exec; signals are at their defaults.
Result<Child> StartChild(const std::vector<std::string>& argv, const std::filesystem::path& log);

// Waits at most `timeout`. true: it ended and was reaped, `status` is waitpid's.
Result<bool> WaitForChild(const Child& child, std::chrono::milliseconds timeout, int& status);

// Makes `path` belong to a user and the user's group; kNotFound: no such user.
Status GiveTo(const std::filesystem::path& path, const std::string& user);

}  // namespace assay::database
