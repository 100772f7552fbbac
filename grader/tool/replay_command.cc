#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "common/files.h"
#include "grader/machinery/machinery.h"
#include "grader/receipt/receipt.h"
#include "grader/submission.h"
#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/receipts.h"
#include "grader/tool/terminal.h"

namespace assay::grader {
namespace {

constexpr uint64_t kMaxReceipt = 64 * sandbox::kMiB;
constexpr uint64_t kMaxKey = 64 * sandbox::kKiB;

struct Options {
  MachineryOptions machinery;
  std::string receipt, package, submission, key;
  bool only_check = false;
};

Result<PublicKey> KeyOf(const Options& options) {
  const std::filesystem::path file =
      options.key.empty() ? ReceiptKeyFile() : std::filesystem::path(options.key);
  auto pem = ReadFile(file, kMaxKey);
  if (!pem.ok()) {
    return std::move(pem).status().Annotate(
        "the key that receipts are checked with (--key names another)");
  }
  return PublicKey::FromPem(*pem);
}

// Prints a line each; true where there are none.
bool None(const char* what, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print("  {}: {}\n", what, line);
  return lines.empty();
}

Result<int> Replay(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(options.receipt, kMaxReceipt));
  auto receipt = ParseReceipt(text);
  if (!receipt.ok()) return std::move(receipt).status().Annotate(options.receipt);
  ASSAY_ASSIGN_OR_RETURN(const PublicKey key, KeyOf(options));
  ASSAY_ASSIGN_OR_RETURN(const Package package, LoadPackage(options.package));
  ASSAY_ASSIGN_OR_RETURN(Submission submission, LoadSubmission(options.submission));
  submission.name = options.submission;
  MachineryOptions machine = options.machinery;
  if (machine.backend.empty()) machine.backend = receipt->backend;
  ASSAY_ASSIGN_OR_RETURN(const auto machinery, Machinery::Assemble(machine));

  Evidence evidence;
  evidence.submission = &submission;
  evidence.grader_version = ASSAY_VERSION;
  evidence.backend = machinery->backend();
  ASSAY_ASSIGN_OR_RETURN(evidence.package_digest, DigestPackage(options.package));
  ASSAY_ASSIGN_OR_RETURN(evidence.images, ImageDigests(*machinery, submission));
  const Verification verification = Verify(*receipt, key, evidence);
  fmt::print("receipt of {} for {}: {}, signature {}\n", receipt->graded_at, receipt->submission,
             VerdictCode(receipt->verdict), verification.authentic ? "good" : "NOT GOOD");
  const bool same = None("not the same", verification.problems);
  if (!verification.authentic) return static_cast<int>(kExitRejected);
  if (options.only_check) return static_cast<int>(same ? kExitOk : kExitRejected);

  Terminal terminal;
  terminal.Progress("grading again");
  const Report again = GradeSubmission(machinery->grading(), package, submission, {});
  terminal.Clear();
  const Agreement agreement = Compare(*receipt, again);
  None("differs", agreement.differences);
  None("note", agreement.notes);
  fmt::print("graded again: {}; it {}\n", VerdictCode(again.verdict),
             agreement.agrees ? "agrees" : "does NOT agree");
  if (again.verdict == Verdict::kJudgeError) return static_cast<int>(kExitFailed);
  return static_cast<int>(agreement.agrees ? kExitOk : kExitRejected);
}

int RunReplay(const Options& options) {
  auto code = Replay(options);
  return code.ok() ? *code : Complain(code.status());
}

}  // namespace

void AddReplay(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* replay = app.add_subcommand(
      "replay", "grade again what a receipt says was graded, and say whether it agrees");
  replay->add_option("receipt", options->receipt, "as grade --receipt wrote it")->required();
  replay->add_option("--package", options->package, "the package")->required();
  replay->add_option("--submission", options->submission, "the submission")->required();
  replay->add_option("--key", options->key,
                     "PEM file of the key that signed it (default: this machine's)");
  replay->add_option("--backend", options->machinery.backend,
                     "gvisor or native (default: the receipt's)");
  replay->add_flag("--check", options->only_check,
                   "only look at signature and digests; grade nothing");
  replay->footer(
      "Exit codes: 0 it agrees; 1 it does not, or the signature is not good; 64 wrong usage;\n"
      "65 a file that cannot be read; 66 no such file; 70 the judge failed.");
  replay->callback([options, &chosen] { chosen = [options] { return RunReplay(*options); }; });
}

}  // namespace assay::grader
