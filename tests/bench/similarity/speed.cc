#include "tests/bench/similarity/speed.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/files.h"

namespace assay::bench::similarity {
namespace {

namespace fs = std::filesystem;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string Cell(const Contestant& contestant, const std::string& value) {
  return contestant.ours ? fmt::format(" **{}** |", value) : fmt::format(" {} |", value);
}

std::string Line(const ClassShape& shape, const Contestant& contestant,
                 const std::vector<Cost>& costs) {
  std::vector<double> cpu, wall, peak;
  for (const Cost& cost : costs) {
    cpu.push_back(cost.cpu_seconds);
    wall.push_back(cost.wall_seconds);
    peak.push_back(cost.peak_mib);
  }
  return fmt::format("| {} of {:.1f} kB |", shape.programs,
                     static_cast<double>(shape.bytes) / 1000) +
         Cell(contestant, contestant.name) + Cell(contestant, fmt::format("{:.2f}", Median(cpu))) +
         Cell(contestant, fmt::format("{:.2f}", Median(wall))) +
         Cell(contestant, fmt::format("{:.0f}", Median(peak))) +
         Cell(contestant, std::to_string(costs.size())) + "\n";
}

}  // namespace

Status WriteClass(const ClassShape& shape, const fs::path& folder) {
  const std::vector<std::string> texts = MakeClass(shape);
  for (size_t i = 0; i < texts.size(); ++i) {
    const fs::path submission = folder / fmt::format("s{:05}", i);
    std::error_code error;
    fs::create_directories(submission, error);
    const Status written = WriteFileAtomically(submission / "Main.java", texts[i]);
    if (!written.ok()) return written;
  }
  return Status();
}

Result<std::string> SpeedTable(const SpeedOptions& options) {
  std::string table =
      "| class | | CPU s | wall s | peak MiB | runs |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const ClassShape& shape : options.shapes) {
    auto folder = TempDir::Create("assay-similarity-");
    if (!folder.ok()) return folder.status();
    const fs::path programs = folder.value().path() / "class";
    const Status written = WriteClass(shape, programs);
    if (!written.ok()) return written;
    for (const Contestant& contestant : options.contestants) {
      std::vector<Cost> costs;
      for (int run = 0; run < (contestant.ours ? options.runs : options.peer_runs); ++run) {
        auto cost = Run(contestant, programs, folder.value().path() / "scores.csv");
        if (!cost.ok()) {
          fmt::print(stderr, "{}\n", cost.status().ToString());
          break;
        }
        costs.push_back(cost.value());
      }
      if (!costs.empty()) table += Line(shape, contestant, costs);
    }
  }
  return table;
}

}  // namespace assay::bench::similarity
