// assay: grades submissions on this machine, with no service.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"

int main(int argc, char** argv) {
  namespace grader = assay::grader;
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
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : grader::kExitUsage;
  }
  return chosen ? chosen() : grader::kExitUsage;
}
