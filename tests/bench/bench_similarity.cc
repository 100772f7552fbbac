// The similarity engine beside Dolos and SIM: quality on labelled sets, and speed on made-up
// classes. tests/bench/similarity/peers.sh installs the peers, sets.py makes sets of public ones.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>

#include "common/files.h"
#include "tests/bench/measure.h"
#include "tests/bench/similarity/ours.h"
#include "tests/bench/similarity/quality.h"
#include "tests/bench/similarity/speed.h"

namespace assay::bench::similarity {
namespace {

namespace fs = std::filesystem;

constexpr size_t kTop = 500;  // pairs that are reported where speed is measured

struct Arguments {
  std::vector<std::string> sets;
  std::vector<std::string> contestants{"assay", "dolos", "sim"};
  std::vector<std::string> shapes{"1000x2400", "3000x2400", "755x25000"};
  std::string peers, kept, folder, scores;
  double copied_part = 0.10;
  int rounds = 400, runs = 3, peer_runs = 3;
  size_t top = 0;
};

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_similarity: {}\n", message);
  std::exit(1);
}

void Need(const Status& status) {
  if (!status.ok()) Die(status.ToString());
}

template <typename T>
T Need(Result<T> result) {
  if (!result.ok()) Die(result.status().ToString());
  return std::move(result).value();
}

std::string PeersFolder() {
  if (const char* folder = std::getenv("ASSAY_BENCH_PEERS"); folder != nullptr) return folder;
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.cache/assay/bench/peers";
}

Contestant Named(const std::string& name, const Arguments& arguments, bool whole_list) {
  const std::string drivers = ASSAY_SIMILARITY_PEERS;
  if (name == "assay") {
    const std::string top = whole_list ? "0" : std::to_string(kTop);
    return {"Assay", true, {fs::canonical("/proc/self/exe").string(), "compare", "--top", top}};
  }
  if (name == "dolos") {
    const fs::path library = fs::path(arguments.peers) / "node_modules/@dodona/dolos-lib";
    if (!fs::exists(library)) {
      Die(
          fmt::format("{} is missing: run tests/bench/similarity/peers.sh, or leave Dolos out with "
                      "--contestants assay",
                      library.string()));
    }
    return {"Dolos",
            false,
            {"node", "--max-old-space-size=12288", drivers + "/dolos.mjs", arguments.peers}};
  }
  if (name == "sim") {
    Contestant sim{"SIM", false, {"python3", drivers + "/sim.py"}};
    if (whole_list) sim.command.push_back("--each");
    return sim;
  }
  Die(fmt::format("no contestant is called \"{}\"; there are assay, dolos and sim", name));
}

std::vector<Contestant> All(const Arguments& arguments, bool whole_list) {
  std::vector<Contestant> contestants;
  for (const std::string& name : arguments.contestants) {
    contestants.push_back(Named(name, arguments, whole_list));
  }
  return contestants;
}

void ShowQuality(const Arguments& arguments) {
  const TempDir temporary = Need(TempDir::Create("assay-similarity-"));
  QualityOptions options;
  options.sets.assign(arguments.sets.begin(), arguments.sets.end());
  options.contestants = All(arguments, true);
  options.kept = arguments.kept.empty() ? temporary.path() : fs::path(arguments.kept);
  options.rounds = arguments.rounds;
  fmt::print("{}\n\n{}", Machine(), Need(QualityTable(options)));
}

ClassShape Shape(const std::string& text, double copied_part) {
  ClassShape shape;
  shape.copied_part = copied_part;
  int used = 0;
  if (std::sscanf(text.c_str(), "%zux%zu%n", &shape.programs, &shape.bytes, &used) != 2 ||
      static_cast<size_t>(used) != text.size() || shape.programs > 100'000 ||
      shape.bytes > 1'000'000) {
    Die(fmt::format("\"{}\" is no class: PROGRAMSxBYTES, such as 1000x2400", text));
  }
  return shape;
}

void ShowSpeed(const Arguments& arguments) {
  SpeedOptions options;
  options.contestants = All(arguments, false);
  options.runs = arguments.runs;
  options.peer_runs = arguments.peer_runs;
  for (const std::string& shape : arguments.shapes) {
    options.shapes.push_back(Shape(shape, arguments.copied_part));
  }
  fmt::print("{}\n\n{}", Machine(), Need(SpeedTable(options)));
}

int Main(int argc, char** argv) {
  Arguments arguments;
  arguments.peers = PeersFolder();
  CLI::App app{"The similarity engine beside Dolos and SIM", "bench_similarity"};
  app.require_subcommand(1);
  const auto for_all = [&](CLI::App* command) {
    command->add_option("--contestants", arguments.contestants, "of assay, dolos, sim")
        ->delimiter(',');
    command->add_option("--peers", arguments.peers, "where peers.sh installed");
  };

  CLI::App* quality = app.add_subcommand("quality", "AUC, average precision, calibration on sets");
  quality->add_option("sets", arguments.sets, "folders as sets.py makes them")->required();
  quality->add_option("--keep", arguments.kept, "folder for scores; peers' are taken from there");
  quality->add_option("--rounds", arguments.rounds, "of the bootstrap")
      ->check(CLI::Range(10, 10000));
  for_all(quality);

  CLI::App* speed = app.add_subcommand("speed", "CPU time and memory on made-up classes");
  speed->add_option("--class", arguments.shapes, "PROGRAMSxBYTES")->delimiter(',');
  speed->add_option("--copied", arguments.copied_part, "part of the class that is a copy")
      ->check(CLI::Range(0.0, 1.0));
  speed->add_option("--runs", arguments.runs, "of ours")->check(CLI::Range(1, 99));
  speed->add_option("--peer-runs", arguments.peer_runs, "of the others")->check(CLI::Range(1, 99));
  for_all(speed);

  CLI::App* compare = app.add_subcommand("compare", "one folder with ours: what the others run");
  compare->add_option("--top", arguments.top, "likeliest pairs only; 0: all");
  compare->add_option("folder", arguments.folder)->required();
  compare->add_option("scores", arguments.scores, "file to write")->required();

  CLI::App* generate = app.add_subcommand("generate", "writes the first class of --class");
  generate->add_option("--class", arguments.shapes, "PROGRAMSxBYTES")->delimiter(',');
  generate->add_option("--copied", arguments.copied_part);
  generate->add_option("folder", arguments.folder)->required();

  CLI11_PARSE(app, argc, argv);
  if (quality->parsed()) ShowQuality(arguments);
  if (speed->parsed()) ShowSpeed(arguments);
  if (compare->parsed()) Need(CompareFolder(arguments.folder, arguments.scores, arguments.top));
  if (generate->parsed()) {
    Need(WriteClass(Shape(arguments.shapes.at(0), arguments.copied_part), arguments.folder));
  }
  return 0;
}

}  // namespace
}  // namespace assay::bench::similarity

int main(int argc, char** argv) { return assay::bench::similarity::Main(argc, argv); }
