#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"
#include "clients/cli/listing.h"
#include "clients/cli/sources.h"
#include "clients/cli/table.h"
#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct ListOptions {
  ServerFlags server;
  std::string course;
  bool as_json = false;
};
struct PutOptions {
  ServerFlags server;
  std::string id, course;
  fs::path package;
  bool as_json = false;
};

void Print(const json& value) {
  fmt::print("{}\n", value.dump(2, ' ', false, json::error_handler_t::replace));
}

Result<int> ListAll(const ListOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ASSAY_ASSIGN_OR_RETURN(
      const json problems,
      List(*api, "/v1/problems", {{"course", options.course}}, "problems", 10'000));
  if (options.as_json) {
    Print(problems);
    return kExitOk;
  }
  Table table({"PROBLEM", "VERSION", "COURSE", "TITLE"});
  for (const json& one : problems) {
    table.Add({Text(one, "id"), std::to_string(Int(one, "version")), Text(one, "course"),
               Text(one, "title")});
  }
  fmt::print("{}", table.Text(terminal));
  return kExitOk;
}

Result<std::string> PackageOf(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return PackFolder(path);
  return ReadFile(path, 512U << 20U);
}

Result<int> Put(const PutOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const std::string package, PackageOf(options.package));
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ApiCall call;
  call.method = "PUT";
  call.path = WithQuery("/v1/problems/" + PercentEncode(options.id), {{"course", options.course}});
  call.body = package;
  call.content_type = "application/octet-stream";
  call.key = NewKey();
  call.timeout = std::chrono::minutes(10);
  terminal.Progress(fmt::format("sending {}", Size(static_cast<int64_t>(package.size()))));
  const Result<json> problem = api->Call(call);
  terminal.Clear();
  if (!problem.ok()) return problem.status();
  if (options.as_json) {
    Print(*problem);
  } else {
    fmt::print("{} version {}: {}\n", Text(*problem, "id"), Int(*problem, "version"),
               Text(*problem, "title"));
  }
  return kExitOk;
}

}  // namespace

void AddProblems(CLI::App& app, Chosen& chosen) {
  const auto list_options = std::make_shared<ListOptions>();
  CLI::App* list = app.add_subcommand("problems", "the problems that you may see");
  list->add_option("--course", list_options->course, "of this course");
  list->add_flag("--json", list_options->as_json, "as JSON");
  AddServerOptions(*list, list_options->server);
  list->callback([=, &chosen] { chosen = [=] { return Finish(ListAll(*list_options)); }; });

  CLI::App* problem = app.add_subcommand("problem", "change a problem (staff)");
  problem->require_subcommand(1);
  const auto options = std::make_shared<PutOptions>();
  CLI::App* put = problem->add_subcommand("put", "make a problem, or a new version of it");
  put->add_option("id", options->id, "the problem's id")->required();
  put->add_option("package", options->package,
                  "a package: an archive, or a folder, which is packed")
      ->required();
  put->add_option("--course", options->course, "the course that it is of");
  put->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*put, options->server);
  put->callback([=, &chosen] { chosen = [=] { return Finish(Put(*options)); }; });
}

}  // namespace assay::client
