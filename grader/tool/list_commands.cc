#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/terminal.h"
#include "runtime-images/language.h"
#include "sandbox/tool/doctor.h"
#include "sandbox/tool/host.h"

namespace assay::grader {
namespace {

int PrintLanguages(bool json) {
  auto folder = runtime_images::FindLanguagesFolder();
  if (!folder.ok()) return Complain(folder.status());
  auto table = runtime_images::LanguageTable::Load(*folder);
  if (!table.ok()) return Complain(table.status());
  auto array = nlohmann::ordered_json::array();
  if (!json) {
    fmt::print("{:<14} {:<24} {:<12} {:<10} {:<10} {}\n", "name", "language", "image", "version",
               "built", "files");
  }
  for (const auto& language : table->languages()) {
    const bool built = sandbox::FindImage(language.image).ok();
    if (json) {
      array.push_back({{"name", language.name},
                       {"title", language.title},
                       {"image", language.image},
                       {"version", language.version},
                       {"built", built},
                       {"extensions", language.extensions}});
      continue;
    }
    std::string extensions;
    for (const std::string& e : language.extensions) extensions += e + " ";
    fmt::print("{:<14} {:<24} {:<12} {:<10} {:<10} {}\n", language.name, language.title,
               language.image, language.version, built ? "yes" : "no", extensions);
  }
  if (json) fmt::print("{}\n", array.dump(2));
  return kExitOk;
}

int RunDoctor() {
  const auto diagnoses = sandbox::Examine();
  fmt::print("{}", sandbox::ToText(diagnoses, Terminal().colour()));
  return sandbox::ExitCode(diagnoses) == 2 ? kExitFailed : kExitOk;
}

}  // namespace

void AddLanguages(CLI::App& app, Chosen& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* languages =
      app.add_subcommand("languages", "list the languages, and whose images are built");
  languages->add_flag("--json", *json, "print a JSON array");
  languages->callback([json, &chosen] { chosen = [json] { return PrintLanguages(*json); }; });
}

void AddDoctor(CLI::App& app, Chosen& chosen) {
  CLI::App* doctor =
      app.add_subcommand("doctor", "say what this host gives and lacks, and how to get it");
  doctor->footer("Exit codes: 0 at least one sandbox works; 70 none does.");
  doctor->callback([&chosen] { chosen = RunDoctor; });
}

}  // namespace assay::grader
