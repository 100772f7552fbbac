#include "clients/cli/view.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "clients/cli/fields.h"

namespace assay::client {
namespace {

using nlohmann::json;

void PrintIndented(const std::string& text) {
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    fmt::print("    {}\n", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::string Points(const json& of) {
  const auto max = Number(of, "max_score");
  if (!max || *max == 0) return "";
  return fmt::format("{} of {} points", Score(Number(of, "score").value_or(0)), Score(*max));
}

}  // namespace

std::string TestLine(const json& test, const Terminal& terminal) {
  const std::string verdict = Text(test, "verdict");
  std::string name = Text(test, "title");
  if (name.empty()) name = Text(test, "name");
  const std::string group = Text(test, "group");
  if (!group.empty() && !name.starts_with(group)) name = group + "/" + name;
  const int64_t total = Int(test, "total");
  const std::string count =
      total > 0 ? fmt::format("{:>3}/{}", Int(test, "done"), total) : std::string("   ");
  std::string line =
      fmt::format("{}  {} {:<24} {:>8} {:>10}", count, terminal.Paint(verdict, verdict, 4), name,
                  Duration(Int(test, "cpu_us")), Size(Int(test, "memory_bytes")));
  const std::string message = Text(test, "message");
  if (!message.empty()) line += "  " + terminal.Dim(message);
  return line;
}

std::string FinalLine(const json& submission, const Terminal& terminal) {
  const std::string state = Word(submission, "state", "STATE_");
  if (state == "cancelled") return terminal.Bold("cancelled");
  if (state == "failed") {
    const std::string why = Text(submission, "failure");
    return terminal.Paint("JE", "JE") + "  the judge could not grade it; this is not your fault" +
           (why.empty() ? "" : ": " + why);
  }
  const json& result = Child(submission, "result");
  const std::string verdict = Text(result, "verdict");
  std::string line = terminal.Paint(verdict, verdict);
  if (const std::string points = Points(result); !points.empty()) line += "  " + points;
  const int64_t total = Int(result, "tests_total");
  if (total > 0) {
    line += fmt::format("  {} of {} tests passed", Int(result, "tests_passed"), total);
  }
  line += "  " + terminal.Dim(Duration(Int(result, "elapsed_us")));
  const std::string message = Text(result, "student_message");
  if (!message.empty()) line += "\n    " + message;
  return line;
}

ExitCode ExitCodeOf(const json& submission) {
  const std::string state = Word(submission, "state", "STATE_");
  const std::string verdict = Text(Child(submission, "result"), "verdict");
  if (state == "failed" || verdict == "JE") return kExitFailed;
  return state == "done" && verdict == "AC" ? kExitOk : kExitRejected;
}

void LiveView::Snapshot(const json& submission) {
  const std::string state = Word(submission, "state", "STATE_");
  if (state == "queued") {
    const int64_t before = Int(submission, "queue_position", -1);
    terminal_.Progress(before > 0 ? fmt::format("waiting: about {} before it", before)
                                  : std::string("waiting"));
  } else if (state == "running") {
    terminal_.Progress("running");
  }
}

void LiveView::Show(std::string_view event, const json& data) {
  if (event == "snapshot") return Snapshot(data);
  if (event == "started") {
    total_ = Int(data, "total_tests");
    const std::string language = Text(data, "language");
    return terminal_.Progress(fmt::format("compiling{}", language.empty() ? "" : " " + language));
  }
  terminal_.Clear();
  if (event == "restarted") {
    fmt::print("{}\n", terminal_.Dim("the worker was lost; grading begins again"));
  } else if (event == "compiled") {
    if (!Flag(data, "ok")) fmt::print("{}  it does not compile\n", terminal_.Paint("CE", "CE", 4));
    PrintIndented(Printable(RawText(data, "output_for_students"), Lines::kKept));
  } else if (event == "test") {
    fmt::print("{}\n", TestLine(data, terminal_));
    const int64_t total = Int(data, "total", total_);
    if (Int(data, "done") < total) {
      terminal_.Progress(fmt::format("{} of {} tests", Int(data, "done"), total));
    }
  } else if (event == "part" && Text(data, "name") != "main") {  // the only one has no other name
    const std::string verdict = Text(data, "verdict");
    fmt::print("{}  {} {}  {}\n", std::string(5, ' '), terminal_.Paint(verdict, verdict, 4),
               terminal_.Bold(Text(data, "name")), Points(data));
  }
  std::fflush(stdout);
}

}  // namespace assay::client
