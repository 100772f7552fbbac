#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"
#include "clients/cli/table.h"

namespace assay::client {
namespace {

using nlohmann::json;

struct Options {
  ServerFlags server;
  bool as_json = false;
};

std::string Seconds(std::optional<double> seconds) {
  return seconds && *seconds > 0 ? fmt::format("{:.1f} s", *seconds) : "";
}

Table QueueTable(const json& answer) {
  Table table({"CLASS", "WAITING", "DELAYED", "RUNNING", "OLDEST WAITS", "REFUSED FOR"});
  const json& classes = Child(answer, "classes");
  if (!classes.is_array()) return table;
  for (const json& one : classes) {
    table.Add({Word(one, "class", "CLASS_"), std::to_string(Int(one, "waiting")),
               std::to_string(Int(one, "delayed")), std::to_string(Int(one, "leased")),
               Seconds(Number(one, "oldest_waiting_seconds")),
               Seconds(Number(one, "retry_after_seconds"))});
  }
  return table;
}

std::string WorkerState(const json& worker) {
  const std::string quarantined = Text(worker, "quarantined");
  if (!quarantined.empty()) return "quarantined: " + quarantined;
  if (!Flag(worker, "connected")) return "away";
  return Flag(worker, "draining") ? "draining" : "connected";
}

Table WorkersTable(const json& answer) {
  Table table({"WORKER", "BUSY", "BACKEND", "FINISHED", "LOAD", "STATE"});
  const json& workers = Child(answer, "workers");
  if (!workers.is_array()) return table;
  for (const json& one : workers) {
    table.Add({Text(one, "name"), fmt::format("{}/{}", Int(one, "busy"), Int(one, "slots")),
               Text(one, "backend"), std::to_string(Int(one, "finished")),
               fmt::format("{:.2f}", Number(one, "load").value_or(0)), WorkerState(one)});
  }
  return table;
}

Result<int> Look(const Options& options, const std::string& path, Table (*table)(const json&)) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json answer, api->Call({.path = path}));
  if (options.as_json) {
    fmt::print("{}\n", answer.dump(2, ' ', false, json::error_handler_t::replace));
  } else {
    fmt::print("{}", table(answer).Text(terminal));
  }
  return kExitOk;
}

void AddOne(CLI::App& app, Chosen& chosen, const char* name, const char* description,
            const char* path, Table (*table)(const json&)) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(name, description);
  verb->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*verb, options->server);
  verb->callback([=, &chosen] { chosen = [=] { return Finish(Look(*options, path, table)); }; });
}

}  // namespace

void AddBoard(CLI::App& app, Chosen& chosen) {
  AddOne(app, chosen, "queue", "what waits, by class", "/v1/queue", QueueTable);
  AddOne(app, chosen, "workers", "the machines that grade", "/v1/workers", WorkersTable);
}

}  // namespace assay::client
