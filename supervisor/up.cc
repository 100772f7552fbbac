#include "supervisor/up.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "common/files.h"
#include "common/process/child.h"
#include "supervisor/layout.h"
#include "supervisor/process_unit.h"
#include "supervisor/services.h"
#include "supervisor/session.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

// Services hold a descriptor a client; they inherit our limit.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::string> ChildArguments(const UpOptions& options) {
  std::error_code error;
  std::vector<std::string> argv = {fs::read_symlink("/proc/self/exe", error),
                                   "up",
                                   "--background-child",
                                   "--data",
                                   options.data,
                                   "--programs",
                                   options.programs,
                                   "--start-timeout",
                                   std::to_string(options.start_timeout_seconds)};
  const auto add = [&](const char* name, std::string value) {
    argv.emplace_back(name);
    argv.push_back(std::move(value));
  };
  if (options.address) add("--address", *options.address);
  if (options.port) add("--port", std::to_string(*options.port));
  if (options.workers) add("--workers", std::to_string(*options.workers));
  for (const std::string& name : options.public_names) add("--public-name", name);
  if (options.demo) argv.emplace_back("--demo");
  return argv;
}

// Shows its lines until it says that all is up (OK), why it is not, or ends.
Status ShowProgress(const UniqueFd& output) {
  std::string failure;
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t n = ::read(output.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus("read", errno);
    if (n == 0) break;
    text.append(buffer, static_cast<size_t>(n));
    size_t begin = 0;
    for (size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string_view line = std::string_view(text).substr(begin, end - begin);
      if (line == kUpMarker) return OkStatus();
      if (line.starts_with(kFailedMarker) || !failure.empty()) {
        failure += (failure.empty() ? "" : "\n") +
                   std::string(line.substr(failure.empty() ? kFailedMarker.size() : 0));
      } else {
        Print(std::string(line) + "\n");
      }
    }
    text.erase(0, begin);
  }
  if (failure.empty()) return {StatusCode::kCancelled, "it ended without a word"};
  return FailedPrecondition(failure);
}

}  // namespace

Status RunSupervisor(const UpOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  RaiseDescriptorLimit();
  ASSAY_ASSIGN_OR_RETURN(const auto session, Session::Make(options));
  Status status = session->Run();
  if (!status.ok() && options.background_child) {
    Print(std::string(kFailedMarker) + status.message() + "\n");
  }
  return status;
}

Status StartInBackground(const UpOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  ASSAY_ASSIGN_OR_RETURN(Pipe pipe, MakePipe());
  process::Command command;
  command.argv = ChildArguments(options);
  command.environment = WorkerEnvironment();
  command.output = pipe.write.get();
  command.session = true;
  ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(command));
  pipe.write.reset();
  Status shown = ShowProgress(pipe.read);
  if (shown.ok()) {
    child.Release();
    return shown;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto ended, child.Wait(std::chrono::seconds(10)));
  if (ended && *ended == 0) return OkStatus();  // another one runs, and was shown
  if (shown.code() != StatusCode::kCancelled) return shown;
  return Internal("the supervisor ended while it started: " +
                  (ended ? process::DescribeEnd(*ended) : std::string("it hangs")) +
                  "; log: " + LastLine(Layout{options.data}.log("supervisor")));
}

}  // namespace assay::supervisor
