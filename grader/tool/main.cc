// assay: grades submissions on this machine, with no service. Verbs that need one are other
// programs, started in its place.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/programs.h"

int main(int argc, char** argv) {
  namespace grader = assay::grader;
  if (argc > 1) {
    if (const auto* verb = grader::FindProgramVerb(argv[1]))
      return grader::BecomeProgram(*verb, argv);
  }
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Grades programming assignments in the sandbox.", "assay");
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  app.require_subcommand(1);
  app.footer("\"assay COMMAND --help\" says more. The manual is docs/cli.md; man page: assay(1).");
  grader::Chosen chosen;
  grader::AddGrade(app, chosen);
  grader::AddVerify(app, chosen);
  grader::AddNew(app, chosen);
  grader::AddReplay(app, chosen);
  grader::AddLanguages(app, chosen);
  grader::AddDoctor(app, chosen);
  grader::AddCompletion(app, chosen);
  for (CLI::App* command : app.get_subcommands({})) command->group("Without a server");
  // Listed only: they never come to the parser.
  for (const auto& verb : grader::ProgramVerbs()) {
    app.add_subcommand(std::string(verb.verb), std::string(verb.description))
        ->group(std::string(verb.group));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : grader::kExitUsage;
  }
  return chosen ? chosen() : grader::kExitUsage;
}
