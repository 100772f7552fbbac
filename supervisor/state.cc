#include "supervisor/state.h"

#include <nlohmann/json.hpp>

#include "common/files.h"

namespace assay::supervisor {
namespace {

constexpr int kVersion = 1;

}  // namespace

Result<State> ReadState(const std::filesystem::path& file) {
  const auto text = ReadFile(file, 1U << 20U);
  if (text.status().code() == StatusCode::kNotFound) return State{};
  if (!text.ok()) return text.status();
  try {
    const auto json = nlohmann::json::parse(*text);
    const int version = json.at("version").get<int>();
    if (version > kVersion) {
      return FailedPrecondition(file.string() + ": version " + std::to_string(version) +
                                ", written by a newer program; this one knows " +
                                std::to_string(kVersion));
    }
    State state;
    json.at("ports").get_to(state.ports);
    return state;
  } catch (const nlohmann::json::exception& error) {
    return DataLoss(file.string() + ": " + error.what() + "; remove it, and ports are picked anew");
  }
}

Status WriteState(const std::filesystem::path& file, const State& state) {
  const nlohmann::ordered_json json = {{"version", kVersion}, {"ports", state.ports}};
  return WriteFileAtomically(file, json.dump(2) + "\n", 0600);
}

}  // namespace assay::supervisor
