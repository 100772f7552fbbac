#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "common/files.h"
#include "common/process/child.h"
#include "common/process/users.h"

namespace assay::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Command Shell(const std::string& script) {
  Command command;
  command.argv = {"/bin/sh", "-c", script};
  return command;
}

TEST(Child, ItsEndIsSeenAndSaid) {
  auto child = Child::Start(Shell("exit 3"));
  ASSERT_TRUE(child.ok()) << child.status().ToString();
  const auto status = child->Wait(seconds(20));
  ASSERT_TRUE(status.ok() && status->has_value());
  EXPECT_EQ(DescribeEnd(**status), "exit code 3");
  EXPECT_FALSE(child->running());
  EXPECT_TRUE(child->Signal(SIGTERM).ok());
  EXPECT_EQ(child->Wait(milliseconds(0)).status().code(), StatusCode::kFailedPrecondition);
}

TEST(Child, OneThatRunsOnIsStoppedWithForceWhereNeeded) {
  auto child = Child::Start(Shell("trap '' TERM; while :; do sleep 1; done"));
  ASSERT_TRUE(child.ok());
  ASSERT_FALSE(child->Wait(milliseconds(100)).value().has_value());
  const auto status = child->Stop(SIGTERM, milliseconds(100));
  ASSERT_TRUE(status.ok()) << status.status().ToString();
  EXPECT_EQ(DescribeEnd(*status), "signal 9 (Killed)");
}

TEST(Child, EndsWithItsOwner) {
  pid_t pid = 0;
  {
    auto child = Child::Start(Shell("exec sleep 1000"));
    ASSERT_TRUE(child.ok());
    pid = child->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Child, EndsWithTheThreadThatStartedIt) {
  Result<Child> child = NotFound("not started");
  std::thread([&] {
    Command command = Shell("echo ready; exec sleep 1000");
    auto pipe = MakePipe();
    ASSERT_TRUE(pipe.ok());
    command.output = pipe->write.get();
    command.death_signal = SIGTERM;
    child = Child::Start(command);
    pipe->write.reset();
    char byte = 0;  // setpriv has done its work
    EXPECT_TRUE(ReadExactly(pipe->read.get(), &byte, 1).ok());
  }).join();
  ASSERT_TRUE(child.ok()) << child.status().ToString();
  const auto status = child->Wait(seconds(20));
  ASSERT_TRUE(status.ok() && status->has_value());
  EXPECT_EQ(WTERMSIG(**status), SIGTERM);
}

TEST(Child, SeesItsOwnEnvironmentAndOutputsOnly) {
  auto folder = TempDir::Create("assay-process-");
  ASSERT_TRUE(folder.ok());
  ::setenv("ASSAY_SECRET_OF_PARENT", "1", 1);
  Command command = Shell("env | sort; echo wrong >&2; ls -l /proc/self/fd");
  command.environment = {"GREETING=hello"};
  command.log = folder->path() / "log";
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());  // close-on-exec: not inherited
  auto child = Child::Start(command);
  ASSERT_TRUE(child.ok());
  ASSERT_TRUE(child->Wait(seconds(20)).value().has_value());
  const std::string text = ReadFile(command.log).value();
  EXPECT_NE(text.find("GREETING=hello\n"), std::string::npos) << text;
  EXPECT_NE(text.find("wrong\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("ASSAY_SECRET"), std::string::npos) << text;
  struct stat st {};
  ASSERT_EQ(::fstat(pipe->read.get(), &st), 0);
  EXPECT_EQ(text.find("pipe:[" + std::to_string(st.st_ino)), std::string::npos) << text;
}

TEST(Child, AMissingProgramIsSaid) {
  Command command;
  command.argv = {"/nonexistent/program"};
  EXPECT_EQ(Child::Start(command).status().code(), StatusCode::kNotFound);
}

TEST(Child, RunsAsAnotherUserWithoutAWayBack) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root runs programs as others";
  auto folder = TempDir::Create("assay-process-");
  ASSERT_TRUE(folder.ok());
  Command command = Shell("id -un; id -gn; grep NoNewPrivs /proc/self/status");
  command.user = "nobody";
  command.log = folder->path() / "log";  // a folder that nobody cannot enter
  auto child = Child::Start(command);
  ASSERT_TRUE(child.ok());
  ASSERT_TRUE(child->Wait(seconds(20)).value().has_value());
  EXPECT_EQ(ReadFile(command.log).value(), "nobody\nnogroup\nNoNewPrivs:\t1\n");
}

TEST(Users, AreFoundOrNot) {
  EXPECT_EQ(FindUser("root").value().uid, 0U);
  EXPECT_EQ(FindUser("no such user").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::process
