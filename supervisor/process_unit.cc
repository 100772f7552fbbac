#include "supervisor/process_unit.h"

#include <sys/wait.h>

#include <charconv>
#include <csignal>

#include "common/files.h"
#include "supervisor/files.h"
#include "supervisor/leftovers.h"

namespace assay::supervisor {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kReadyPoll(10);
constexpr size_t kMaxLineBytes = 300;
// What services exit with on wrong options, and setpriv and shells for a missing program.
constexpr int kExitUsage = 64;
constexpr int kExitNotFound = 127;

}  // namespace

Status ProcessUnit::Start(const StopFlag& stop, const std::function<void(pid_t)>& begun) {
  std::error_code error;
  std::filesystem::remove(spec_.ready_file, error);
  admin_port_ = 0;
  ASSAY_ASSIGN_OR_RETURN(child_, process::Child::Start(spec_.command));
  begun(child_.pid());
  Status status = WritePidFile(spec_.pid_file, child_.pid());
  if (status.ok()) status = WaitUntilReady(stop);
  if (status.ok() || status.code() == StatusCode::kCancelled) return status;
  if (child_.running()) (void)child_.Stop(SIGTERM, spec_.stop_timeout).ok();
  return status;
}

Status ProcessUnit::WaitUntilReady(const StopFlag& stop) {
  const auto deadline = std::chrono::steady_clock::now() + spec_.start_timeout;
  while (std::chrono::steady_clock::now() < deadline) {
    switch (stop.Wait(child_.pidfd(), kReadyPoll)) {
      case StopFlag::Woken::kStop:
        return {StatusCode::kCancelled, "stopped while it started"};
      case StopFlag::Woken::kEvent: {
        ASSAY_ASSIGN_OR_RETURN(const auto ended, child_.Wait(milliseconds(0)));
        if (!ended) break;
        const bool usage = WIFEXITED(*ended) && (WEXITSTATUS(*ended) == kExitUsage ||
                                                 WEXITSTATUS(*ended) == kExitNotFound);
        return {usage ? StatusCode::kInvalidArgument : StatusCode::kUnavailable, Describe(*ended)};
      }
      case StopFlag::Woken::kTimeout:
        break;
    }
    if (IsReady()) return OkStatus();
  }
  const std::string seconds = std::to_string(spec_.start_timeout.count() / 1000);
  return DeadlineExceeded("not ready after " + seconds + " s: " + LastLine(spec_.command.log));
}

bool ProcessUnit::IsReady() {
  if (spec_.probe) return spec_.probe();
  constexpr uint64_t kMaxReadyBytes = 64;
  const auto text = ReadFileNoFollow(spec_.ready_file, kMaxReadyBytes);
  if (!text.ok() || text->empty()) return false;
  (void)std::from_chars(text->data(), text->data() + text->size(), admin_port_);
  return true;
}

std::string ProcessUnit::End() {
  const auto ended = child_.Wait(std::chrono::seconds(10));
  if (!ended.ok()) return ended.status().message();
  return *ended ? Describe(**ended) : "its end could not be seen";
}

std::string ProcessUnit::Describe(int status) const {
  // A usage error says what is wrong first, and then where help is.
  const bool usage = WIFEXITED(status) && WEXITSTATUS(status) == kExitUsage;
  const std::string line = LastLines(spec_.command.log, usage ? 2 : 1);
  return process::DescribeEnd(status) + (line.empty() ? "" : "; log: " + line);
}

Status ProcessUnit::Stop() {
  if (!child_.running()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const int status, child_.Stop(SIGTERM, spec_.stop_timeout));
  std::error_code error;
  std::filesystem::remove(spec_.pid_file, error);
  std::filesystem::remove(spec_.ready_file, error);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
    return DeadlineExceeded("it did not stop in " +
                            std::to_string(spec_.stop_timeout.count() / 1000) + " s");
  }
  return OkStatus();
}

std::string LastLine(const std::filesystem::path& log) { return LastLines(log, 1); }

std::string LastLines(const std::filesystem::path& log, unsigned count) {
  const auto tail = ReadTail(log, 4096);
  if (!tail.ok()) return "";
  std::string_view text = *tail;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  size_t begin = text.size();
  for (unsigned i = 0; i < count && begin != std::string_view::npos && begin > 0; ++i) {
    begin = text.rfind('\n', begin - 1);
  }
  if (begin != std::string_view::npos && begin < text.size()) text.remove_prefix(begin + 1);
  std::string line(text.substr(0, kMaxLineBytes));
  for (char& c : line) {
    if (c == '\n') c = ';';
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';  // a terminal shows it
  }
  return line;
}

}  // namespace assay::supervisor
