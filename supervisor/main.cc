// assay-platform: `assay up` and what belongs to it, Assay on one machine.
#include <CLI/CLI.hpp>

#include "supervisor/commands.h"

int main(int argc, char** argv) {
  namespace supervisor = assay::supervisor;
  CLI::App app("Runs Assay on one machine.", "assay-platform");
  app.set_version_flag("--version", "assay-platform " ASSAY_VERSION);
  app.require_subcommand(1);
  app.footer("\"assay-platform COMMAND --help\" says more. The handbook is docs/operators.md.");
  supervisor::Chosen chosen;
  supervisor::AddUp(app, chosen);
  supervisor::AddStatus(app, chosen);
  supervisor::AddDown(app, chosen);
  supervisor::AddLogs(app, chosen);
  supervisor::AddBackup(app, chosen);
  supervisor::AddRestore(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? supervisor::kExitOk : supervisor::kExitUsage;
  }
  return chosen ? chosen() : supervisor::kExitUsage;
}
