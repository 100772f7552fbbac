// assay-client: the verbs of `assay` that speak to a server. `assay VERB` starts it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"

int main(int argc, char** argv) {
  namespace client = assay::client;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Hands in work to an Assay server and shows what became of it.", "assay");
  app.set_version_flag("--version", "assay-client " ASSAY_VERSION);
  app.require_subcommand(1);
  app.footer("\"assay COMMAND --help\" says more. The manual is docs/cli.md; man page: assay(1).");
  client::Chosen chosen;
  client::AddLogin(app, chosen);
  client::AddSubmit(app, chosen);
  client::AddSubmissions(app, chosen);
  client::AddProblems(app, chosen);
  client::AddRejudge(app, chosen);
  client::AddBoard(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : client::kExitUsage;
  }
  return chosen ? chosen() : client::kExitUsage;
}
