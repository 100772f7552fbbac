#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "supervisor/commands.h"
#include "supervisor/files.h"
#include "supervisor/layout.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kFollowPoll(200);
constexpr uint64_t kBytesAtATime = 1U << 20U;
constexpr uint64_t kLongestLine = 4096;  // a guess, to begin near the last lines

struct LogsOptions {
  Layout layout;
  std::string service;
  bool follow = false;
  unsigned lines = 100;
};

// What one log has of new lines. A log that became shorter was rotated.
class Follower {
 public:
  Follower(fs::path file, std::string prefix)
      : file_(std::move(file)), prefix_(std::move(prefix)) {}

  // The last `lines` that stand there now.
  void ShowLast(unsigned lines) {
    std::error_code error;
    const uint64_t size = fs::file_size(file_, error);
    if (error) return;
    offset_ = size;
    auto tail = ReadTail(file_, std::min(size, std::min(lines * kLongestLine, kBytesAtATime * 16)));
    if (!tail.ok()) return;
    size_t begin = tail->size();
    for (unsigned seen = 0; begin > 0; --begin) {
      if ((*tail)[begin - 1] == '\n' && begin != tail->size() && ++seen == lines) break;
    }
    if (lines > 0) Show(tail->substr(begin));
  }

  void ShowNew() {
    std::error_code error;
    const uint64_t size = fs::file_size(file_, error);
    if (error || size == offset_) return;
    if (size < offset_) offset_ = 0;
    auto text = ReadAt(file_, offset_, kBytesAtATime);
    if (!text.ok()) return;
    offset_ += text->size();
    Show(*text);
  }

 private:
  void Show(const std::string& text) {
    rest_ += text;
    size_t begin = 0;
    std::string shown;
    for (size_t end = 0; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      shown += prefix_ + rest_.substr(begin, end + 1 - begin);
    }
    rest_.erase(0, begin);
    Print(shown);
  }

  const fs::path file_;
  const std::string prefix_;
  uint64_t offset_ = 0;
  std::string rest_;  // a line that is not whole yet
};

std::vector<std::string> KnownLogs(const Layout& layout) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(layout.logs(), error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".log") names.push_back(it->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

int Logs(const LogsOptions& options) {
  std::vector<std::string> names = KnownLogs(options.layout);
  if (!options.service.empty()) {
    if (std::find(names.begin(), names.end(), options.service) == names.end()) {
      std::string known;
      for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
      PrintError(options.service + ": no such log in " + options.layout.logs().string() +
                 (known.empty() ? "" : "; there are " + known));
      return kExitFailed;
    }
    names = {options.service};
  }
  std::vector<Follower> followers;
  for (const std::string& name : names) {
    followers.emplace_back(options.layout.log(name), names.size() > 1 ? name + " | " : "");
  }
  for (Follower& follower : followers) follower.ShowLast(options.lines);
  while (options.follow) {
    std::this_thread::sleep_for(kFollowPoll);
    for (Follower& follower : followers) follower.ShowNew();
  }
  return kExitOk;
}

}  // namespace

void AddLogs(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<LogsOptions>();
  CLI::App* verb = app.add_subcommand("logs", "what the services wrote");
  AddDataOption(*verb, options->layout.root);
  verb->add_option("service", options->service, "one of them; without it all");
  verb->add_flag("-f,--follow", options->follow, "go on with what they write, until Ctrl-C");
  verb->add_option("-n,--lines", options->lines, "how many of each log's last lines")
      ->capture_default_str()
      ->check(CLI::Range(0, 100000));
  verb->callback([options, &chosen] { chosen = [options] { return Logs(*options); }; });
}

}  // namespace assay::supervisor
