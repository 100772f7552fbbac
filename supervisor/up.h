#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::supervisor {

struct UpOptions {
  std::filesystem::path data;      // absolute
  std::filesystem::path programs;  // folder of the services' programs
  // These win over assay.toml, and go into it where the data folder is new.
  std::optional<std::string> address;
  std::optional<uint16_t> port;
  std::optional<unsigned> workers;
  std::vector<std::string> public_names;
  bool demo = false;
  bool foreground = false;
  bool detach = false;  // the default, said aloud
  // Internal: this is the process that `up` leaves in the background.
  bool background_child = false;
  unsigned start_timeout_seconds = 90;
};

// Lines by which the process in the background tells how its start went.
inline constexpr std::string_view kUpMarker = "== up";
inline constexpr std::string_view kFailedMarker = "== failed: ";

// The supervisor itself, in this process: prepares the data folder, starts everything, keeps it
// running until SIGTERM, SIGINT or `down`, and stops it. Where another one runs already it shows
// that one's status and is done.
Status RunSupervisor(const UpOptions& options);

// The same in a process of its own in the background: shows its progress and returns when all is
// ready.
Status StartInBackground(const UpOptions& options);

}  // namespace assay::supervisor
