// hostile_test: runs the attacks of attacks.yaml against the sandboxes. See --help.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>

#include "common/files.h"
#include "tests/hostile/backends.h"
#include "tests/hostile/report.h"
#include "tests/hostile/trial.h"

namespace assay::hostile {
namespace {

constexpr int kPassed = 0, kFailed = 1, kRefused = 3, kSkipped = 77;

struct Options {
  std::vector<std::string> backends, families, attacks;
  std::string folder, json, mountinfo = "/proc/self/mountinfo";
  bool list = false;
};

std::string DefaultFolder() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  return source != nullptr ? std::string(source) + "/tests/hostile" : "tests/hostile";
}

bool Chosen(const std::vector<std::string>& wanted, const std::string& name) {
  if (wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
    return name == w || name.substr(0, name.rfind('.')) == w;
  });
}

std::vector<Attack> Choose(std::vector<Attack> attacks, const Options& options) {
  std::erase_if(attacks, [&](const Attack& a) {
    return !Chosen(options.families, a.family) || !Chosen(options.attacks, a.file);
  });
  return attacks;
}

int Refuse(const Status& status) {
  fmt::print(stderr, "hostile_test: {}\n", status.ToString());
  return kRefused;
}

int Main(const Options& options) {
  auto loaded = LoadAttacks(options.folder);
  if (!loaded.ok()) return Refuse(loaded.status());
  const std::vector<Attack> attacks = Choose(std::move(*loaded), options);
  if (attacks.empty()) return Refuse(NotFound("no attack is called so; --list shows all"));
  if (options.list) {
    for (const Attack& a : attacks) fmt::print("{:<30} {}\n", a.file, a.what);
    return kPassed;
  }
  sandbox::CgroupOptions cgroups;
  cgroups.proc_self_mountinfo = options.mountinfo;
  auto hosts = VirtualHosts::Open({}, cgroups);
  if (!hosts.ok()) return Refuse(hosts.status());

  const bool terminal = ::isatty(1) == 1;
  std::vector<Line> lines;
  size_t skipped = 0;
  fmt::print("{}\n", TableHead());
  for (const std::string& backend : options.backends) {
    for (const Attack& attack : attacks) {
      if (attack.expect.at(backend).front() == "-") continue;
      TrialInput input;
      input.attack = &attack;
      input.backend = backend;
      input.folder = options.folder;
      input.make_factory = [&backend] { return MakeFactory(backend); };
      if (backend != "control") {
        auto image = FindImage(attack.image());
        auto gcc = FindImage("gcc");
        if (!image.ok() || !gcc.ok()) {
          fmt::print("{:<30} {:<8} skipped: {}\n", attack.file, backend,
                     (image.ok() ? gcc : image).status().message());
          ++skipped;
          continue;
        }
        input.image = std::move(*image);
        input.gcc_image = std::move(*gcc);
      }
      lines.push_back({attack, RunTrial(**hosts, input)});
      fmt::print("{}\n", TableRow(lines.back(), terminal));
      std::fflush(stdout);
    }
  }
  fmt::print("{}", Summary(lines));
  if (skipped > 0) fmt::print("{} skipped.\n", skipped);
  if (!options.json.empty()) {
    const Status written = WriteFileAtomically(options.json, AllAsJson(lines));
    if (!written.ok()) return Refuse(written);
  }
  const bool passed = std::all_of(lines.begin(), lines.end(),
                                  [](const Line& l) { return l.report.Passed(l.attack); });
  if (!passed) return kFailed;
  return skipped > 0 ? kSkipped : kPassed;
}

}  // namespace
}  // namespace assay::hostile

int main(int argc, char** argv) {
  assay::hostile::Options options;
  options.folder = assay::hostile::DefaultFolder();
  options.backends = {"native", "gvisor"};
  CLI::App app{
      "Runs hostile programs against the sandboxes, each on a virtual host of its own inside a "
      "cgroup with limits.\n"
      "Needs root. Exit: 0 all as expected, 1 some not, 3 refused to run, 77 an image is missing."};
  app.add_option("--backend", options.backends,
                 "native, gvisor, control (unprotected: shows that attacks work)")
      ->check(CLI::IsMember({"native", "gvisor", "control"}));
  app.add_option("--family", options.families,
                 "fork, memory, disk, output, time, process, proc, kernel, net, ipc, …");
  app.add_option("--attack", options.attacks, "one attack by its name, such as fork-bomb");
  app.add_option("--folder", options.folder, "where attacks.yaml and attacks/ are")
      ->capture_default_str();
  app.add_option("--json", options.json, "write everything to this file as well");
  app.add_option("--mountinfo", options.mountinfo,
                 "where to read from which control groups there are (for tests)");
  app.add_flag("--list", options.list, "list the attacks and end");
  app.set_version_flag("--version", ASSAY_VERSION);
  CLI11_PARSE(app, argc, argv);
  return assay::hostile::Main(options);
}
