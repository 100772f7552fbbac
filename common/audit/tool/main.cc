// assay-audit: proves that an audit log is whole. `assay audit verify` is this.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "common/audit/anchor.h"
#include "common/audit/feed.h"
#include "common/audit/verify.h"
#include "common/database/options.h"
#include "common/files.h"

namespace {

namespace fs = std::filesystem;
namespace audit = assay::audit;
namespace database = assay::database;
using assay::OkStatus;
using assay::Result;
using assay::Status;

enum Exit : int { kWhole = 0, kNotWhole = 1, kFailed = 2, kUsage = 64 };

struct Options {
  fs::path file;
  std::string schema = "identity_audit";
  database::Settings database;
  std::vector<fs::path> keys, heads;
  fs::path output;
};

void AddSource(CLI::App& app, Options& options) {
  options.database.database = "assay";
  options.database.user = "identity";
  options.database.application = "assay-audit";
  options.database.statement_timeout = std::chrono::minutes(10);
  database::AddOptions(app, options.database);
  app.add_option("--schema", options.schema, "where the log is in the database")
      ->capture_default_str()
      ->check([](const std::string& text) {
        const bool word = !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                                               std::string::npos;
        return word ? std::string() : std::string("letters a-z and _");
      });
}

Status Feed(const Options& options, const audit::Feed& feed) {
  if (!options.file.empty()) return audit::FeedFile(options.file, feed);
  ASSAY_RETURN_IF_ERROR(database::CheckOptions(options.database));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, database::Connection::Open(options.database));
  return audit::FeedDatabase(*connection, options.schema, feed);
}

Result<std::vector<assay::crypto::PublicKey>> ReadKeys(const Options& options) {
  std::vector<assay::crypto::PublicKey> keys;
  for (const fs::path& file : options.keys) {
    ASSAY_ASSIGN_OR_RETURN(const std::string pem, assay::ReadFile(file, 64U << 10U));
    auto key = assay::crypto::PublicKey::FromPem(pem);
    if (!key.ok()) return std::move(key).status().Annotate(file.string());
    keys.push_back(*std::move(key));
  }
  return keys;
}

Result<int> Verify(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(auto keys, ReadKeys(options));
  std::vector<audit::Head> anchors;
  for (const fs::path& file : options.heads) {
    ASSAY_ASSIGN_OR_RETURN(const auto heads, audit::ReadAnchors(file));
    anchors.insert(anchors.end(), heads.begin(), heads.end());
  }
  audit::Verifier verifier(std::move(keys), std::move(anchors));
  ASSAY_RETURN_IF_ERROR(Feed(options, {[&](const audit::Record& record) {
                                         verifier.Add(record);
                                         return OkStatus();
                                       },
                                       [&](const audit::Head& head) {
                                         verifier.Add(head);
                                         return OkStatus();
                                       }}));
  const auto findings = verifier.Finish();
  for (const auto& finding : findings) fmt::print("{}\n", finding.what);
  if (findings.size() == audit::Verifier::kMostFindings) fmt::print("… and perhaps more\n");
  fmt::print("{}: {} records, {} signed heads, {} heads kept elsewhere; root {}\n",
             findings.empty() ? "whole" : "NOT WHOLE", verifier.records(), verifier.heads(),
             verifier.anchors(), verifier.root());
  if (findings.empty() && options.heads.empty()) {
    fmt::print("Without --heads FILE nothing tells whether the end of the log was removed.\n");
  }
  return findings.empty() ? kWhole : kNotWhole;
}

Result<int> Export(const Options& options) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(options.output.c_str(), "wxe"),
                                                      &std::fclose);
  if (!out) return assay::ErrnoStatus(options.output.string(), errno);
  const auto write = [&out](const std::string& line) {
    const bool done = std::fputs((line + "\n").c_str(), out.get()) >= 0;
    return done ? OkStatus() : assay::ErrnoStatus("write", errno);
  };
  ASSAY_RETURN_IF_ERROR(
      Feed(options, {[&](const audit::Record& record) { return write(audit::ToLine(record)); },
                     [&](const audit::Head& head) { return write(audit::ToLine(head)); }}));
  if (std::fflush(out.get()) != 0) return assay::ErrnoStatus(options.output.string(), errno);
  return kWhole;
}

int Main(int argc, char** argv) {
  CLI::App app("Proves that an audit log is whole: nothing altered, removed, put in or moved.",
               "assay audit");
  app.set_version_flag("--version", "assay-audit " ASSAY_VERSION);
  app.require_subcommand(1);
  Options options;
  CLI::App* verify = app.add_subcommand(
      "verify", "exit code 0: whole; 1: not, with what is wrong; 2: it could not be read");
  verify->add_option("FILE", options.file, "an export; without it the database is read");
  AddSource(*verify, options);
  verify
      ->add_option("--key", options.keys, "PEM of the public key that signs (several: also older)")
      ->required();
  verify->add_option("--heads", options.heads,
                     "signed heads that were kept elsewhere (identity's --audit-heads)");
  CLI::App* to_file =
      app.add_subcommand("export", "the whole log as lines of JSON, for a verifier");
  AddSource(*to_file, options);
  to_file->add_option("--output", options.output, "a new file")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kWhole : kUsage;
  }
  const Result<int> done = *verify ? Verify(options) : Export(options);
  if (done.ok()) return *done;
  fmt::print(stderr, "assay audit: {}\n", done.status().message());
  return done.status().code() == assay::StatusCode::kInvalidArgument ? kUsage : kFailed;
}

}  // namespace

int main(int argc, char** argv) { return Main(argc, argv); }
