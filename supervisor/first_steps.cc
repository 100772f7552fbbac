#include "supervisor/first_steps.h"

#include <fmt/format.h>

#include <array>

#include "common/files.h"
#include "common/process/child.h"
#include "supervisor/process_unit.h"
#include "supervisor/programs.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout(120);
constexpr std::array<const char*, 3> kDemoProblems = {"sum", "collatz", "eight-queens"};

// Runs a program of ours to its end; what it says goes to a log.
Status RunProgram(const Site& site, const std::string& name, std::vector<std::string> argv,
                  const std::string& user) {
  process::Command command;
  command.argv = std::move(argv);
  command.log = site.layout.log("first-steps");
  command.user = user;
  ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(command));
  ASSAY_ASSIGN_OR_RETURN(const auto status, child.Wait(kTimeout));
  if (!status) return DeadlineExceeded(name + " took too long");
  if (*status == 0) return OkStatus();
  return Internal(name + ": " + process::DescribeEnd(*status) + "; log: " + LastLine(command.log));
}

fs::path Token(const Site& site, const char* name) {
  return site.layout.secrets() / (std::string(name) + ".token");
}

fs::path DemoMark(const Site& site) { return site.layout.root / "demo"; }

// From this machine the gateway is asked by an address that its certificate has.
std::string LocalUrl(const Config& config) {
  const bool everywhere = config.address == "0.0.0.0" || config.address == "::";
  const bool v6 = !everywhere && config.address.find(':') != std::string::npos;
  const std::string host = everywhere ? "127.0.0.1" : config.address;
  return fmt::format("https://{}:{}", v6 ? "[" + host + "]" : host, config.port);
}

Status PutDemoProblems(const Site& site, Board& board) {
  ASSAY_ASSIGN_OR_RETURN(const fs::path examples,
                         FindShared(site.programs / "assay-client", "examples"));
  std::string names;
  for (const char* problem : kDemoProblems) {
    ASSAY_RETURN_IF_ERROR(
        RunProgram(site, std::string("assay-client problem put ") + problem,
                   {site.programs / "assay-client", "problem", "put", problem, examples / problem,
                    "--course", "demo", "--server", LocalUrl(site.config), "--cacert",
                    site.layout.root_certificate(), "--token-file", Token(site, "demo-instructor")},
                   ""));
    names += (names.empty() ? "" : ", ") + std::string(problem);
  }
  std::vector<std::string> seed = {
      site.service_programs / "assay-courses", "seed", "--course", "demo", "--examples", examples};
  const auto database = DatabaseOptions(site, "courses");
  seed.insert(seed.end(), database.begin(), database.end());
  ASSAY_RETURN_IF_ERROR(
      RunProgram(site, "assay-courses seed", std::move(seed), site.accounts.services));
  board.Say(fmt::format("  {:<12} course \"demo\" with problems {}", "demo", names));
  return WriteFileAtomically(DemoMark(site), "The course \"demo\" was made here.\n", 0600);
}

}  // namespace

Status MakeFirstPeople(const Site& site, bool demo, Board& board) {
  const bool demo_people = !demo || fs::exists(Token(site, "demo-ada"));
  if (fs::exists(Token(site, "admin")) && demo_people) return OkStatus();
  std::vector<std::string> argv = {site.service_programs / "assay-identity", "bootstrap",
                                   "--token-out", Token(site, "admin")};
  if (demo) argv.emplace_back("--demo");
  const auto database = DatabaseOptions(site, "identity");
  argv.insert(argv.end(), database.begin(), database.end());
  ASSAY_RETURN_IF_ERROR(
      RunProgram(site, "assay-identity bootstrap", std::move(argv), site.accounts.services));
  board.Say(fmt::format("  {:<12} an administrator{}", "people",
                        demo ? ", an instructor and two students" : ""));
  return OkStatus();
}

Status MakeDemoCourse(const Site& site, Board& board) {
  if (fs::exists(DemoMark(site))) return OkStatus();
  return PutDemoProblems(site, board);
}

std::vector<std::string> HowToGoOn(const Site& site) {
  const std::string data = site.layout.root.string();
  std::vector<std::string> lines = {
      fmt::format("  {:<12} {}", "address", PublicUrl(site.config)),
      fmt::format("  {:<12} {} (curl --cacert)", "certificate",
                  site.layout.root_certificate().string()),
      fmt::format("  {:<12} {} (the administrator's)", "token", Token(site, "admin").string()),
  };
  if (fs::exists(DemoMark(site))) {
    lines.push_back(
        fmt::format("  {:<12} {} (of Ada, a student)", "", Token(site, "demo-ada").string()));
    lines.push_back(
        fmt::format("  {:<12} the address, in a browser; e-mail and password stand in", "web app"));
    for (const char* name : {"admin", "demo-instructor", "demo-ada", "demo-grace"}) {
      fs::path login = Token(site, name);
      lines.push_back(fmt::format("  {:<12} {}", "", login.replace_extension(".login").string()));
    }
    lines.emplace_back("");
    lines.emplace_back("  Hand in a program:");
    const std::string ada = Token(site, "demo-ada").string();
    const std::string root = site.layout.root_certificate().string();
    lines.push_back(fmt::format(
        R"text(    echo 'print(sum(map(int, input().split())))' > sum.py
    curl --cacert {0} -H "Authorization: Bearer $(cat {1})" \
      -F problem=sum -F file=@sum.py {2}/v1/submissions
  or, test by test until the verdict:
    assay submit sum.py --problem sum --wait --server {2} \
      --cacert {0} --token-file {1})text",
        root, ada, LocalUrl(site.config)));
    lines.emplace_back("");
  }
  lines.push_back(
      fmt::format("  {:<12} assay status | logs | backup | down   --data {}", "next", data));
  return lines;
}

}  // namespace assay::supervisor
