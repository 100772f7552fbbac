#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/fields.h"
#include "clients/cli/listing.h"
#include "clients/cli/table.h"
#include "clients/cli/view.h"

namespace assay::client {
namespace {

using nlohmann::json;

struct OneOptions {
  ServerFlags server;
  std::string id;
  bool as_json = false;
};
struct ListOptions {
  ServerFlags server;
  std::string problem, course, person, verdict, state;
  size_t limit = 20;
  bool as_json = false;
};

void Print(const json& value) {
  fmt::print("{}\n", value.dump(2, ' ', false, json::error_handler_t::replace));
}

std::string PathOf(const std::string& id) { return "/v1/submissions/" + PercentEncode(id); }

// The verdict, or where it stands.
std::string Standing(const json& submission) {
  const std::string verdict = Text(Child(submission, "result"), "verdict");
  return verdict.empty() ? Word(submission, "state", "STATE_") : verdict;
}

void ShowOne(const json& submission, const Terminal& terminal) {
  const auto line = [](std::string_view name, const std::string& value) {
    if (!value.empty()) fmt::print("{:<11} {}\n", name, value);
  };
  line("submission", Text(submission, "id"));
  line("problem", fmt::format("{} (version {})", Text(submission, "problem"),
                              Int(submission, "problem_version")));
  line("course", Text(submission, "course"));
  line("language", Text(submission, "language"));
  line("submitted", Text(submission, "created_at"));
  line("state", Word(submission, "state", "STATE_"));
  line("finished", Text(submission, "finished_at"));
  const int64_t judgement = Int(submission, "judgement", 1);
  if (judgement > 1) line("judgement", fmt::format("{} (it was graded again)", judgement));
  const std::string state = Word(submission, "state", "STATE_");
  if (state != "queued" && state != "running") fmt::print("{}\n", FinalLine(submission, terminal));
}

Result<int> Show(const OneOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json submission, api->Call({.path = PathOf(options.id)}));
  if (options.as_json) {
    Print(submission);
  } else {
    ShowOne(submission, terminal);
  }
  return kExitOk;
}

Result<int> Cancel(const OneOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ApiCall call;
  call.method = "POST";
  call.path = PathOf(options.id) + "/cancel";
  call.key = NewKey();
  ASSAY_ASSIGN_OR_RETURN(const json submission, api->Call(call));
  if (options.as_json) {
    Print(submission);
  } else {
    fmt::print("{}  {}\n", Text(submission, "id"), Standing(submission));
  }
  return kExitOk;
}

Result<int> ListAll(const ListOptions& options) {
  Terminal terminal = Terminal::OfProcess();
  ASSAY_ASSIGN_OR_RETURN(const auto api, OpenApi(options.server, terminal));
  ASSAY_ASSIGN_OR_RETURN(const json submissions, List(*api, "/v1/submissions",
                                                      {{"problem", options.problem},
                                                       {"course", options.course},
                                                       {"person", options.person},
                                                       {"verdict", options.verdict},
                                                       {"state", options.state}},
                                                      "submissions", options.limit));
  if (options.as_json) {
    Print(submissions);
    return kExitOk;
  }
  Table table({"SUBMISSION", "PROBLEM", "VERDICT", "SCORE", "LANGUAGE", "SUBMITTED"});
  for (const json& one : submissions) {
    const json& result = Child(one, "result");
    const auto max = Number(result, "max_score");
    table.Add({Text(one, "id"), Text(one, "problem"), Standing(one),
               max ? Score(Number(result, "score").value_or(0)) + "/" + Score(*max) : "",
               Text(one, "language"), Text(one, "created_at")});
  }
  fmt::print("{}", table.Text(terminal, 2));
  return kExitOk;
}

void AddOne(CLI::App& app, Chosen& chosen, const char* name, const char* description,
            Result<int> (*body)(const OneOptions&)) {
  const auto options = std::make_shared<OneOptions>();
  CLI::App* verb = app.add_subcommand(name, description);
  verb->add_option("id", options->id, "the submission's id")->required();
  verb->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*verb, options->server);
  verb->callback([=, &chosen] { chosen = [=] { return Finish(body(*options)); }; });
}

}  // namespace

void AddSubmissions(CLI::App& app, Chosen& chosen) {
  AddOne(app, chosen, "show", "one submission and its verdict", Show);
  const auto options = std::make_shared<ListOptions>();
  CLI::App* list = app.add_subcommand("list", "submissions, newest first");
  list->add_option("--problem,-p", options->problem, "of this problem");
  list->add_option("--course", options->course, "of this course");
  list->add_option("--person", options->person, "of this person (staff)");
  list->add_option("--verdict", options->verdict, "with this verdict: AC, WA, …");
  list->add_option("--state", options->state, "queued, running, done, failed or cancelled");
  list->add_option("--limit,-n", options->limit, "at most so many")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  list->add_flag("--json", options->as_json, "as JSON");
  AddServerOptions(*list, options->server);
  list->callback([=, &chosen] { chosen = [=] { return Finish(ListAll(*options)); }; });
  AddOne(app, chosen, "cancel", "take a submission back that is not graded yet", Cancel);
}

}  // namespace assay::client
