#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>

#include "supervisor/backup/backup.h"
#include "supervisor/commands.h"
#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

int Finish(const Status& status) {
  if (status.ok()) return kExitOk;
  PrintError(status.message());
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

void AddPassphraseOption(CLI::App& verb, fs::path& file) {
  verb.add_option("--passphrase-file", file,
                  "a file (0600) whose first line is the passphrase that protects the backup");
}

}  // namespace

void AddBackup(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<BackupOptions>();
  auto verify = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand(
      "backup", "database, blobs, keys and configuration in one file, while all goes on");
  verb->add_option("file", options->file, "the backup")->required();
  AddDataOption(*verb, options->data);
  AddPassphraseOption(*verb, options->passphrase_file);
  auto* include = verb->add_flag("--include-keys", options->include_keys,
                                 "without a passphrase: the keys are in the file for all to read");
  verb->add_flag("--verify", *verify,
                 "makes none: reads this one and compares it with its manifest")
      ->excludes(include);
  verb->callback([options, verify, &chosen] {
    chosen = [options, verify] {
      std::signal(SIGPIPE, SIG_IGN);
      if (!*verify) return Finish(MakeBackup(*options));
      return Finish(VerifyBackup(options->file, options->passphrase_file).status());
    };
  });
}

void AddRestore(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* verb = app.add_subcommand("restore", "a backup into a new data folder");
  verb->add_option("file", options->file, "the backup")->required();
  AddDataOption(*verb, options->data);
  AddPassphraseOption(*verb, options->passphrase_file);
  verb->callback([options, &chosen] {
    chosen = [options] {
      std::signal(SIGPIPE, SIG_IGN);
      return Finish(Restore(options->file, options->passphrase_file, options->data));
    };
  });
}

}  // namespace assay::supervisor
