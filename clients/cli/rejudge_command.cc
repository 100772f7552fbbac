#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"
#include "clients/cli/listing.h"
#include "clients/cli/table.h"

// Grading again: started beside what counts, looked at, and only then committed.
namespace assay::client {
namespace {

using nlohmann::json;

struct StartOptions {
  ServerFlags server;
  std::string problem, course, person, language, reason;
  std::vector<std::string> verdicts, ids;
  bool wait = false, as_json = false;
};
struct OneOptions {
  ServerFlags server;
  std::string id, action;  // of the path: "", "commit", "undo", "cancel"
  bool as_json = false;
};

void Print(const json& value) {
  fmt::print("{}\n", value.dump(2, ' ', false, json::error_handler_t::replace));
}

std::string StateOf(const json& rejudge) { return Word(rejudge, "state", "REJUDGE_STATE_"); }

std::string Outcome(const json& result) {
  const std::string verdict = Text(result, "verdict");
  if (verdict.empty()) return "not graded yet";
  const auto score = Number(result, "score");
  return score ? verdict + " " + Score(*score) : verdict;
}

void Show(const json& rejudge, const Terminal& terminal) {
  const std::string id = Text(rejudge, "id");
  const int64_t total = Int(rejudge, "total"), done = Int(rejudge, "done");
  fmt::print("{}  {}  {} of {} graded, {} would change  {}\n", terminal.Bold(id), StateOf(rejudge),
             done, total, Int(rejudge, "changed"), Text(rejudge, "reason"));
  const json& changes = Child(rejudge, "changes");
  if (changes.is_array()) {
    Table table({"SUBMISSION", "PERSON", "BEFORE", "AFTER"});
    for (const json& change : changes) {
      table.Add({Text(change, "submission"), Text(change, "person"),
                 Outcome(Child(change, "before")), Outcome(Child(change, "after"))});
    }
    fmt::print("{}", table.Text(terminal));
  }
}

void SayWhatNext(const json& rejudge) {
  const std::string state = StateOf(rejudge), id = Text(rejudge, "id");
  const bool ready = Int(rejudge, "done") >= Int(rejudge, "total");
  if (state == "committed") {
    fmt::print("take it back: assay rejudge undo {}\n", id);
  } else if (state != "undone" && state != "cancelled") {
    fmt::print("nothing counts yet; {}: assay rejudge {} {}\n",
               ready ? "make it count" : "look again", ready ? "commit" : "show", id);
  }
}

Result<json> Get(Api& api, const std::string& id) {
  return api.Call({.path = "/v1/rejudges/" + PercentEncode(id)});
}

Result<json> WaitUntilGraded(Api& api, json rejudge, Terminal& terminal) {
  const std::string id = RawText(rejudge, "id");
  while (Int(rejudge, "done") < Int(rejudge, "total") && StateOf(rejudge) != "cancelled") {
    terminal.Progress(fmt::format("{} of {} graded", Int(rejudge, "done"), Int(rejudge, "total")));
    api.options().sleep(std::chrono::milliseconds(500));
    ASSAY_ASSIGN_OR_RETURN(rejudge, Get(api, id));
  }
  terminal.Clear();
  return rejudge;
}

Result<int> Start(const StartOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  json filter = json::object();
  const auto add = [&filter](const char* name, const auto& value) {
    if (!value.empty()) filter[name] = value;
  };
  add("problem", options.problem);
  add("course", options.course);
  add("person", options.person);
  add("language", options.language);
  add("verdicts", options.verdicts);
  add("ids", options.ids);
  if (filter.empty()) {
    return InvalidArgument("which submissions? name a --problem, a --course, a --person or ids");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  // Staff of a course may grade again in that course alone, and a problem is of one.
  if (options.course.empty() && !options.problem.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const json problem,
                           api->Call({.path = "/v1/problems/" + PercentEncode(options.problem)}));
    add("course", RawText(problem, "course"));
  }
  const std::string body = json({{"filter", filter}, {"reason", options.reason}})
                               .dump(-1, ' ', false, json::error_handler_t::replace);
  ApiCall call;
  call.method = "POST";
  call.path = "/v1/rejudges";
  call.body = body;
  call.key = NewKey();
  ASSAY_ASSIGN_OR_RETURN(json rejudge, api->Call(call));
  if (options.wait) {
    ASSAY_ASSIGN_OR_RETURN(rejudge, WaitUntilGraded(*api, std::move(rejudge), terminal));
  }
  if (options.as_json) {
    Print(rejudge);
    return kExitOk;
  }
  Show(rejudge, terminal);
  SayWhatNext(rejudge);
  return kExitOk;
}

Result<int> One(const OneOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ApiCall call;
  call.path = "/v1/rejudges/" + PercentEncode(options.id);
  if (!options.action.empty()) {
    call.method = "POST";
    call.path += "/" + options.action;
    call.key = NewKey();
  }
  ASSAY_ASSIGN_OR_RETURN(const json rejudge, api->Call(call));
  if (options.as_json) {
    Print(rejudge);
    return kExitOk;
  }
  Show(rejudge, terminal);
  SayWhatNext(rejudge);
  return kExitOk;
}

Result<int> ListAll(const OneOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json rejudges, List(*api, "/v1/rejudges", {}, "rejudges", 200));
  if (options.as_json) {
    Print(rejudges);
    return kExitOk;
  }
  Table table({"REJUDGE", "STATE", "GRADED", "CHANGED", "REASON"});
  for (const json& one : rejudges) {
    table.Add({Text(one, "id"), StateOf(one),
               fmt::format("{}/{}", Int(one, "done"), Int(one, "total")),
               std::to_string(Int(one, "changed")), Text(one, "reason")});
  }
  fmt::print("{}", table.Text(terminal));
  return kExitOk;
}

void AddOne(CLI::App& rejudge, Chosen& chosen, const char* name, const char* action,
            const char* description) {
  const auto options = std::make_shared<OneOptions>();
  options->action = action;
  CLI::App* verb = rejudge.add_subcommand(name, description);
  verb->add_option("id", options->id, "the rejudge's id")->required();
  verb->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*verb, options->server);
  verb->callback([=, &chosen] { chosen = [=] { return Finish(One(*options)); }; });
}

void AddStart(CLI::App& rejudge, Chosen& chosen) {
  const auto options = std::make_shared<StartOptions>();
  CLI::App* start = rejudge.add_subcommand("start", "grade again; nothing counts before a commit");
  start->add_option("id", options->ids, "submissions, by their ids");
  start->add_option("--problem,-p", options->problem, "those of a problem");
  start->add_option("--course", options->course, "those of a course");
  start->add_option("--person", options->person, "those of a person");
  start->add_option("--language", options->language, "those in a language");
  start->add_option("--verdict", options->verdicts, "those with a verdict; may be repeated");
  start->add_option("--reason", options->reason, "why, for those who look later")->required();
  start->add_flag("--wait,-w", options->wait, "until all are graded, then show what would change");
  start->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*start, options->server);
  start->callback([=, &chosen] { chosen = [=] { return Finish(Start(*options)); }; });
}

}  // namespace

void AddRejudge(CLI::App& app, Chosen& chosen) {
  CLI::App* rejudge =
      app.add_subcommand("rejudge", "grade again, look, then make it count (staff)");
  rejudge->require_subcommand(1);
  AddStart(*rejudge, chosen);
  AddOne(*rejudge, chosen, "show", "", "what would change");
  AddOne(*rejudge, chosen, "commit", "commit", "make it count");
  AddOne(*rejudge, chosen, "undo", "undo", "what counted before counts again");
  AddOne(*rejudge, chosen, "cancel", "cancel", "give it up");
  const auto options = std::make_shared<OneOptions>();
  CLI::App* list = rejudge->add_subcommand("list", "all of them, newest first");
  list->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*list, options->server);
  list->callback([=, &chosen] { chosen = [=] { return Finish(ListAll(*options)); }; });
}

}  // namespace assay::client
