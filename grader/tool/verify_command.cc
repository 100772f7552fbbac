#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "grader/machinery/machinery.h"
#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/view.h"
#include "grader/verify/verify.h"

namespace assay::grader {
namespace {

struct Options {
  MachineryOptions machinery;
  std::string package, only;
  bool json = false, no_run = false;
};

std::string ToJson(const Package& package, const std::string& backend,
                   const PackageVerification& v) {
  nlohmann::ordered_json json;
  json["package"] = package.title.empty() ? package.id : package.title;
  json["format"] = package.format;
  json["backend"] = backend;
  json["ok"] = v.ok();
  json["time_limit_s"] = std::chrono::duration<double>(v.time_limit).count();
  json["calibrated"] = v.calibrated;
  json["findings"] = nlohmann::ordered_json::array();
  for (const Finding& finding : v.findings) {
    json["findings"].push_back({{"severity", SeverityName(finding.severity)},
                                {"where", finding.where},
                                {"what", finding.what}});
  }
  json["submissions"] = nlohmann::ordered_json::array();
  for (const VerifiedSubmission& run : v.submissions) {
    json["submissions"].push_back({{"name", run.label->name},
                                   {"expected", ExpectedVerdicts(*run.label)},
                                   {"verdict", VerdictCode(run.report.verdict)},
                                   {"score", run.report.score},
                                   {"agrees", run.check.agrees()},
                                   {"why", run.check.why}});
  }
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

void PrintFindings(const PackageVerification& v, const Terminal& terminal) {
  if (!v.findings.empty()) fmt::print("\n");
  for (const Finding& finding : v.findings) {
    const Verdict as = finding.severity == Finding::Severity::kError ? Verdict::kWrongAnswer
                                                                     : Verdict::kCompileError;
    fmt::print("{}: {}: {}\n", terminal.Paint(as, SeverityName(finding.severity)), finding.where,
               finding.what);
  }
}

void PrintSummary(const PackageVerification& v, const Terminal& terminal) {
  if (v.calibrated) {
    fmt::print("\ntime limit {:.0f} s, from the slowest accepted submission ({:.3f} s)\n",
               std::chrono::duration<double>(v.time_limit).count(),
               std::chrono::duration<double>(v.slowest_accepted).count());
  }
  PrintFindings(v, terminal);
  size_t good = 0;
  for (const VerifiedSubmission& run : v.submissions) good += run.check.agrees() ? 1 : 0;
  fmt::print("\n{} of {} submissions as expected, {} errors, {} warnings\n", good,
             v.submissions.size(), v.Count(Finding::Severity::kError),
             v.Count(Finding::Severity::kWarning));
}

bool HasJudgeError(const PackageVerification& v) {
  for (const VerifiedSubmission& run : v.submissions) {
    if (run.report.verdict == Verdict::kJudgeError) return true;
  }
  return false;
}

int RunVerify(const Options& options) {
  auto package = LoadPackage(options.package);
  if (!package.ok()) return Complain(package.status());
  auto machinery = Machinery::Assemble(options.machinery);
  if (!machinery.ok()) return Complain(machinery.status());
  const std::string backend = (*machinery)->backend();
  Terminal terminal;
  std::vector<std::string> names;
  for (const auto& label : package->submissions) {
    if (label.name.find(options.only) != std::string::npos) names.push_back(label.name);
  }
  VerifyOptions verify;
  verify.only = options.only;
  verify.run_submissions = verify.run_validators = !options.no_run;
  if (!options.json) {
    if (!options.no_run) fmt::print("{}", TableHead(*package, backend, names));
    verify.progress = [&](const std::string& what, size_t done, size_t total) {
      terminal.Progress(total > 0 ? fmt::format("{}  ({} of {})", what, done + 1, total) : what);
    };
    verify.submission = [&](const VerifiedSubmission& run) {
      terminal.Clear();
      fmt::print("{}", TableLine({run.label->name, run.label, run.report, run.check},
                                 NameWidth(names), terminal));
      std::fflush(stdout);
    };
  }
  const PackageVerification v = VerifyPackage((*machinery)->grading(), *package, verify);
  terminal.Clear();
  if (options.json) {
    fmt::print("{}\n", ToJson(*package, backend, v));
  } else {
    PrintSummary(v, terminal);
  }
  if (HasJudgeError(v)) return kExitFailed;
  return v.ok() ? kExitOk : kExitRejected;
}

}  // namespace

void AddVerify(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* verify = app.add_subcommand("verify", "tell an author what is wrong with a package");
  verify->add_option("package", options->package, "a problem's folder or archive")->required();
  verify->add_option("--only", options->only, "only submissions whose name contains this");
  verify->add_flag("--no-run", options->no_run, "only what can be said without running anything");
  verify->add_option("--backend", options->machinery.backend,
                     "gvisor or native (default: gvisor where runsc is found)");
  verify
      ->add_option("--jobs,-j", options->machinery.jobs,
                   "sandboxes at once for one submission (default: one a processor)")
      ->check(CLI::Range(1, 256));
  verify->add_flag("--no-cache", options->machinery.no_cache,
                   "compile even what was compiled before");
  verify->add_flag("--json", options->json, "print one JSON object");
  verify->footer(
      "Looks at the files, runs input validators over every input, grades every labelled\n"
      "submission, derives the time limit from them where the format asks for that (Kattis), and\n"
      "warns where a verdict is near a limit.\n"
      "Exit codes: 0 no errors; 1 errors; 64 wrong usage; 65 a package that cannot be read;\n"
      "66 no such file; 70 the judge failed.");
  verify->callback([options, &chosen] { chosen = [options] { return RunVerify(*options); }; });
}

}  // namespace assay::grader
