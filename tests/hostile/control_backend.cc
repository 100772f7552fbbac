#include "tests/hostile/control_backend.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/files.h"

namespace assay::hostile {
namespace {

namespace fs = std::filesystem;
using sandbox::Collected;
using sandbox::Limit;
using sandbox::Nanoseconds;
using sandbox::Outcome;
using sandbox::RunSpec;

constexpr const char* kBubblewrap = "/usr/bin/bwrap";
constexpr const char* kBase = "/tmp/control";
constexpr Nanoseconds kLongest = std::chrono::seconds(3);

Nanoseconds Now() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

// The host's root, writable for the attack, unchanged for everyone else.
Status MountOverlay() {
  const std::string base = kBase;
  for (const char* folder : {"", "/upper", "/work", "/root"}) fs::create_directories(base + folder);
  if (::mount("overlay", (base + "/root").c_str(), "overlay", 0,
              ("lowerdir=/,upperdir=" + base + "/upper,workdir=" + base + "/work").c_str()) != 0) {
    return ErrnoStatus("control: overlay", errno);
  }
  fs::create_directories(base + "/root/work");
  return OkStatus();
}

class ControlSandbox : public sandbox::Sandbox {
 public:
  explicit ControlSandbox(fs::path work) : work_(std::move(work)) {}

  Status PutFile(std::string_view path, std::string_view data, unsigned mode) override {
    // As a careless judge does it: through whatever stands there.
    std::ofstream(work_ / path) << data;
    ::chmod((work_ / path).c_str(), mode);
    return OkStatus();
  }

  Result<Outcome> Run(const RunSpec& spec) override;

  Result<Collected> Collect(const sandbox::CollectLimits& /*limits*/) override {
    Collected collected;
    for (const auto& entry : fs::directory_iterator(work_)) {
      if (entry.is_directory()) continue;
      std::ostringstream data;
      data << std::ifstream(entry.path()).rdbuf();
      collected.files.push_back({entry.path().filename(), data.str(),
                                 static_cast<unsigned>(entry.status().permissions())});
    }
    return collected;
  }

  bool alive() const override { return true; }

 private:
  fs::path work_;
};

std::vector<std::string> Command(const fs::path& work, const RunSpec& spec) {
  const std::string root = std::string(kBase) + "/root";
  std::vector<std::string> command = {kBubblewrap,  "--dev-bind", root,  "/",
                                      "--dev-bind", "/dev",       "/dev"};
  for (const char* folder : {"/proc", "/sys", "/tmp", "/run", "/dev/shm"}) {
    command.insert(command.end(), {"--dev-bind", folder, folder});
  }
  command.insert(command.end(),
                 {"--dev-bind", work, "/work", "--chdir", "/work", "--cap-add", "ALL"});
  for (const char* capability :
       {"CAP_SYS_BOOT", "CAP_SYS_MODULE", "CAP_SYS_TIME", "CAP_SYS_RAWIO"}) {
    command.insert(command.end(), {"--cap-drop", capability});
  }
  command.emplace_back("--");
  command.insert(command.end(), spec.argv.begin(), spec.argv.end());
  return command;
}

Result<Outcome> ControlSandbox::Run(const RunSpec& spec) {
  ASSAY_ASSIGN_OR_RETURN(Pipe in, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe out, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe err, MakePipe());
  std::vector<std::string> command = Command(work_, spec);
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Nanoseconds start = Now();
  const pid_t pid = ::fork();
  if (pid < 0) return ErrnoStatus("control: fork", errno);
  if (pid == 0) {
    ::dup2(in.read.get(), 0);
    ::dup2(out.write.get(), 1);
    ::dup2(err.write.get(), 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  in.read.reset();
  out.write.reset();
  err.write.reset();
  ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);

  Outcome outcome;
  const Nanoseconds limit =
      std::min(spec.limits.wall, spec.work == sandbox::Work::kKeep ? kLongest * 3 : kLongest);
  size_t fed = 0;
  while (out.read.valid() || err.read.valid()) {
    const Nanoseconds left = limit - (Now() - start);
    if (left <= Nanoseconds::zero() || spec.stop.stop_requested()) {
      outcome.limit = spec.stop.stop_requested() ? Limit::kCancelled : Limit::kWallTime;
      break;
    }
    if (fed == spec.stdin_bytes.size()) in.write.reset();
    pollfd fds[3] = {
        {out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}, {in.write.get(), POLLOUT, 0}};
    ::poll(fds, 3, 20);
    const auto drain = [](pollfd& p, UniqueFd& fd, std::string& text, uint64_t& bytes,
                          const sandbox::OutputSpec& to) {
      if (p.revents == 0) return;
      char buffer[65536];
      const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
      if (n <= 0) {
        fd.reset();
        return;
      }
      const auto size = static_cast<size_t>(n);
      bytes += size;
      if (text.size() < to.keep_bytes)
        text.append(buffer, std::min(size, static_cast<size_t>(to.keep_bytes) - text.size()));
      if (to.fd >= 0) std::ignore = WriteAll(to.fd, std::string_view(buffer, size));
    };
    drain(fds[0], out.read, outcome.out, outcome.stdout_bytes, spec.out);
    drain(fds[1], err.read, outcome.err, outcome.stderr_bytes, spec.err);
    if (fds[2].revents != 0) {
      const ssize_t n =
          ::write(in.write.get(), spec.stdin_bytes.data() + fed, spec.stdin_bytes.size() - fed);
      fed = n < 0 ? spec.stdin_bytes.size() : fed + static_cast<size_t>(n);
    }
  }
  int status = 0;
  if (outcome.limit != Limit::kNone) ::kill(pid, SIGKILL);
  // Only the first process is waited for: what it left behind stays.
  bool reaped = false;
  while (!reaped && Now() - start < limit + kLongest) {
    reaped = ::waitpid(pid, &status, WNOHANG) == pid;
    if (!reaped) ::poll(nullptr, 0, 1);
    if (!reaped && Now() - start > limit) {
      outcome.limit = Limit::kWallTime;
      ::kill(pid, SIGKILL);
    }
  }
  outcome.wall = Now() - start;
  // bubblewrap reports a signal of its child as a shell does.
  if (outcome.limit == Limit::kNone && WIFEXITED(status) && WEXITSTATUS(status) > 128) {
    outcome.signal = WEXITSTATUS(status) - 128;
  } else if (WIFEXITED(status)) {
    outcome.exit_code = WEXITSTATUS(status);
  } else {
    outcome.signal = WTERMSIG(status);
  }
  return outcome;
}

}  // namespace

Result<std::unique_ptr<ControlFactory>> ControlFactory::Create() {
  char host[64] = {};
  ::gethostname(host, sizeof host - 1);
  if (std::string(host) != "virtual-host") {
    return FailedPrecondition("the control runs unprotected programs, and only in a virtual host");
  }
  if (::access(kBubblewrap, X_OK) != 0) {
    return FailedPrecondition("bubblewrap is not installed: apt-get install bubblewrap");
  }
  ASSAY_RETURN_IF_ERROR(MountOverlay());
  return std::unique_ptr<ControlFactory>(new ControlFactory());
}

Result<std::unique_ptr<sandbox::Sandbox>> ControlFactory::Create(
    const sandbox::SandboxSpec& /*spec*/) {
  const fs::path work = std::string(kBase) + "/box" + std::to_string(++counter_);
  fs::create_directories(work);
  return std::unique_ptr<sandbox::Sandbox>(std::make_unique<ControlSandbox>(work));
}

}  // namespace assay::hostile
