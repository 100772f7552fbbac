#pragma once

#include <filesystem>
#include <functional>
#include <optional>

namespace CLI {
class App;
}

// The verbs of assay-platform. Each adds its subcommand; the one that was given sets `chosen`,
// which returns the exit code.
namespace assay::supervisor {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitNotReady = 3;  // of status: nothing runs, or not all of it works
inline constexpr int kExitUsage = 64;

using Chosen = std::function<int()>;

void AddUp(CLI::App& app, Chosen& chosen);
void AddStatus(CLI::App& app, Chosen& chosen);
void AddDown(CLI::App& app, Chosen& chosen);
void AddLogs(CLI::App& app, Chosen& chosen);
void AddBackup(CLI::App& app, Chosen& chosen);
void AddRestore(CLI::App& app, Chosen& chosen);

// Adds --data to a verb: a folder that is made absolute.
void AddDataOption(CLI::App& verb, std::filesystem::path& data);

// /var/lib/assay/platform for root, else ~/.local/share/assay/platform.
std::filesystem::path DefaultData();

}  // namespace assay::supervisor
