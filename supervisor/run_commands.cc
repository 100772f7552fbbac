#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "supervisor/commands.h"
#include "supervisor/control.h"
#include "supervisor/layout.h"
#include "supervisor/leftovers.h"
#include "supervisor/status_text.h"
#include "supervisor/terminal.h"
#include "supervisor/up.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStatusTimeout(5);
// Without a line for so long a stop hangs; workers may finish what they grade.
constexpr std::chrono::seconds kDownTimeout(120);
constexpr std::chrono::seconds kEndTimeout(20);

int Complain(const Status& status) {
  PrintError(status.message());
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

int Up(const UpOptions& options) {
  const bool here = options.foreground || options.background_child;
  const Status status = here ? RunSupervisor(options) : StartInBackground(options);
  return status.ok() ? kExitOk : Complain(status);
}

int ShowStatus(const Layout& layout, bool json) {
  std::string answer;
  const Status asked = AskSupervisor(layout.control(), "status", kStatusTimeout,
                                     [&](std::string_view line) { answer = line; });
  if (asked.code() == StatusCode::kUnavailable) {
    Print(json ? R"({"phase":"stopped","services":[]})"
                 "\n"
               : "Nothing runs in " + layout.root.string() + ".\n");
    return kExitNotReady;
  }
  if (!asked.ok()) return Complain(asked);
  if (json) {
    Print(answer + "\n");
  } else {
    const auto table = ToTable(answer);
    if (!table.ok()) return Complain(table.status());
    Print(*table);
  }
  return AllReady(answer) ? kExitOk : kExitNotReady;
}

int Down(const Layout& layout) {
  std::string status;
  Status asked = AskSupervisor(layout.control(), "status", kStatusTimeout,
                               [&](std::string_view line) { status = line; });
  if (asked.ok()) {
    asked = AskSupervisor(layout.control(), "down", kDownTimeout,
                          [](std::string_view line) { Print(std::string(line) + "\n"); });
  }
  if (asked.code() == StatusCode::kUnavailable) {
    Print("Nothing runs in " + layout.root.string() + ".\n");
    return kExitOk;
  }
  // The supervisor closes the line a moment before it ends.
  const Status gone = asked.ok() ? WaitForProcess(PidOf(status), kEndTimeout) : asked;
  return gone.ok() ? kExitOk : Complain(gone);
}

void AddUpOptions(CLI::App& verb, UpOptions& options) {
  AddDataOption(verb, options.data);
  verb.add_option("--address", options.address, "where the gateway listens; 0.0.0.0 is everywhere");
  verb.add_option("--port", options.port, "its port")->check(CLI::Range(1, 65535));
  verb.add_option("--workers", options.workers, "how many workers grade")
      ->check(CLI::Range(0, 256));
  verb.add_option("--public-name", options.public_names,
                  "a name or an address by which people reach this server; may be repeated");
  verb.add_flag("--demo", options.demo,
                "also a course \"demo\" with problems, an instructor and two students");
  verb.add_option("--programs", options.programs, "folder of assay-judge and the other services")
      ->check(CLI::ExistingDirectory);
  verb.add_option("--start-timeout", options.start_timeout_seconds,
                  "seconds until a start counts as failed")
      ->check(CLI::Range(1, 3600));
  auto* foreground = verb.add_flag("--foreground", options.foreground,
                                   "stay in this terminal; SIGTERM and Ctrl-C stop everything");
  verb.add_flag("--detach", options.detach,
                "run in the background and return when all is ready (the default)")
      ->excludes(foreground);
  verb.add_flag("--background-child", options.background_child)->group("");
}

}  // namespace

fs::path DefaultData() {
  if (::geteuid() == 0) return "/var/lib/assay/platform";
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && data[0] == '/') return fs::path(data) / "assay/platform";
  const char* home = std::getenv("HOME");
  return fs::path(home == nullptr ? "." : home) / ".local/share/assay/platform";
}

void AddDataOption(CLI::App& verb, fs::path& data) {
  data = DefaultData();
  verb.add_option("--data", data, "the data folder")
      ->capture_default_str()
      ->transform([](const std::string& text) {
        std::error_code error;
        return fs::absolute(text, error).lexically_normal().string();
      });
}

void AddUp(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<UpOptions>();
  std::error_code error;
  options->programs = fs::read_symlink("/proc/self/exe", error).parent_path();
  CLI::App* verb = app.add_subcommand(
      "up", "starts PostgreSQL, Redis and all services on this machine, and keeps them running");
  AddUpOptions(*verb, *options);
  verb->callback([options, &chosen] { chosen = [options] { return Up(*options); }; });
}

void AddStatus(CLI::App& app, Chosen& chosen) {
  auto layout = std::make_shared<Layout>();
  auto json = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand("status", "what runs, and why something does not");
  AddDataOption(*verb, layout->root);
  verb->add_flag("--json", *json, "print one line of JSON");
  verb->footer("Exit code 3: nothing runs, or not all of it is ready.");
  verb->callback(
      [layout, json, &chosen] { chosen = [layout, json] { return ShowStatus(*layout, *json); }; });
}

void AddDown(CLI::App& app, Chosen& chosen) {
  auto layout = std::make_shared<Layout>();
  CLI::App* verb =
      app.add_subcommand("down", "stops everything in order; workers finish what they grade");
  AddDataOption(*verb, layout->root);
  verb->callback([layout, &chosen] { chosen = [layout] { return Down(*layout); }; });
}

}  // namespace assay::supervisor
