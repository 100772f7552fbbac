#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"
#include "clients/cli/sources.h"
#include "clients/cli/view.h"
#include "clients/cli/watch.h"

namespace assay::client {
namespace {

using nlohmann::json;

struct SubmitOptions {
  ServerFlags server;
  std::vector<std::filesystem::path> files;
  std::string problem, language, entry, key;
  bool wait = false, as_json = false;
};

void PrintJson(const json& value) {
  fmt::print("{}\n", value.dump(2, ' ', false, json::error_handler_t::replace));
}

// To the end, with everything on the way unless JSON is wanted.
Result<int> Follow(Api& api, const std::string& id, bool as_json, Terminal& terminal) {
  LiveView view(terminal);
  ASSAY_ASSIGN_OR_RETURN(const json last,
                         Watch(api, id, [&](std::string_view event, const json& data) {
                           if (!as_json) view.Show(event, data);
                         }));
  terminal.Clear();
  if (as_json) {
    PrintJson(last);
  } else {
    fmt::print("{}\n", FinalLine(last, terminal));
  }
  return ExitCodeOf(last);
}

Result<int> Submit(const SubmitOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto files, CollectSources(options.files));
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  json request = {{"problem", options.problem}, {"files", ToJson(files)}};
  if (!options.language.empty()) request["language"] = options.language;
  if (!options.entry.empty()) request["entry"] = options.entry;
  const std::string body = request.dump();
  ApiCall call;
  call.method = "POST";
  call.path = "/v1/submissions";
  call.body = body;
  call.key = options.key.empty() ? NewKey() : options.key;
  terminal.Progress("sending");
  const Result<json> submission = api->Call(call);
  terminal.Clear();
  if (!submission.ok()) return submission.status();
  const std::string id = RawText(*submission, "id");
  if (id.empty()) return Internal("the server took the submission and gave it no id");
  if (!options.wait) {
    if (options.as_json) {
      PrintJson(*submission);
    } else {
      fmt::print("submitted {}\n  see it graded: assay watch {}\n", Printable(id), Printable(id));
    }
    return kExitOk;
  }
  if (!options.as_json) {
    fmt::print("{}\n", terminal.Dim(fmt::format("submitted {}", Printable(id))));
    std::fflush(stdout);
  }
  return Follow(*api, id, options.as_json, terminal);
}

struct WatchOptions {
  ServerFlags server;
  std::string id;
  bool as_json = false;
};

Result<int> WatchOne(const WatchOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  return Follow(*api, options.id, options.as_json, terminal);
}

}  // namespace

void AddSubmit(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<SubmitOptions>();
  CLI::App* submit = app.add_subcommand("submit", "hand in files or a folder for a problem");
  submit->add_option("file", options->files, "files, or folders with what is in them")->required();
  submit->add_option("--problem,-p", options->problem, "the problem's id")->required();
  submit->add_option("--language", options->language, "instead of telling it by the files' names");
  submit->add_option("--entry", options->entry, "the file, class or module that is started");
  submit->add_flag("--wait,-w", options->wait, "show test by test until the verdict");
  submit->add_flag("--json", options->as_json, "one JSON document: the submission");
  submit->add_option("--idempotency-key", options->key,
                     "the same key is the same submission, however often it is sent");
  AddServerOptions(*submit, options->server);
  submit->callback([=, &chosen] { chosen = [=] { return Finish(Submit(*options)); }; });

  const auto watch_options = std::make_shared<WatchOptions>();
  CLI::App* watch = app.add_subcommand("watch", "show a submission test by test until its verdict");
  watch->add_option("id", watch_options->id, "the submission's id")->required();
  watch->add_flag("--json", watch_options->as_json, "one JSON document: the submission");
  AddServerOptions(*watch, watch_options->server);
  watch->callback([=, &chosen] { chosen = [=] { return Finish(WatchOne(*watch_options)); }; });
}

}  // namespace assay::client
