#include "supervisor/first_steps.h"

#include <fmt/format.h>

#include "common/process/child.h"
#include "supervisor/process_unit.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout(60);

// Runs a program of ours to its end; its output goes to the supervisor's log.
Status RunProgram(const Site& site, const std::string& name, std::vector<std::string> argv) {
  process::Command command;
  command.argv = std::move(argv);
  command.log = site.layout.log("first-steps");
  command.user = site.accounts.services;
  ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(command));
  ASSAY_ASSIGN_OR_RETURN(const auto status, child.Wait(kTimeout));
  if (!status) return DeadlineExceeded(name + " took too long");
  if (*status == 0) return OkStatus();
  return Internal(name + ": " + process::DescribeEnd(*status) + "; log: " + LastLine(command.log));
}

fs::path AdminToken(const Site& site) { return site.layout.secrets() / "admin.token"; }
fs::path DemoToken(const Site& site) { return site.layout.secrets() / "demo-ada.token"; }

}  // namespace

Status MakeFirstPeople(const Site& site, bool demo, Board& board) {
  if (fs::exists(AdminToken(site)) && (!demo || fs::exists(DemoToken(site)))) return OkStatus();
  std::vector<std::string> argv = {site.programs / "assay-identity", "bootstrap", "--token-out",
                                   AdminToken(site)};
  if (demo) argv.emplace_back("--demo");
  const auto database = DatabaseOptions(site, "identity");
  argv.insert(argv.end(), database.begin(), database.end());
  ASSAY_RETURN_IF_ERROR(RunProgram(site, "assay-identity bootstrap", std::move(argv)));
  board.Say(demo ? "  people       an administrator, an instructor and two students"
                 : "  people       an administrator");
  return OkStatus();
}

std::vector<std::string> HowToGoOn(const Site& site) {
  const std::string data = site.layout.root.string();
  std::vector<std::string> lines = {
      "  address      " + PublicUrl(site.config),
      "  certificate  " + site.layout.root_certificate().string() + " (curl --cacert)",
      "  token        " + AdminToken(site).string() + " (of the administrator)",
      fmt::format(
          "  next         assay status --data {0}; assay logs --data {0}; assay down --data {0}",
          data),
  };
  return lines;
}

}  // namespace assay::supervisor
