#include "grader/tool/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "common/files.h"
#include "common/process/child.h"
#include "grader/tool/exec_syscalls.h"
#include "grader/tool/exit_code.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAlone = "Without a server";
constexpr std::string_view kServer = "With a server";
constexpr std::string_view kPlatform = "A server on this machine";
constexpr std::string_view kClient = "assay-client";
constexpr std::string_view kUp = "assay-platform";

constexpr auto kVerbs = std::to_array<ProgramVerb>({
    {"similarity", "assay-similarity", "which submissions of a folder are alike, and why", kAlone,
     true},
    {"login", kClient, "sign in to a server, by a code in the browser", kServer},
    {"logout", kClient, "end the token and forget it", kServer},
    {"whoami", kClient, "who you are at the server, and what you may do", kServer},
    {"submit", kClient, "hand in files or a folder for a problem", kServer},
    {"watch", kClient, "show a submission test by test until its verdict", kServer},
    {"show", kClient, "one submission and its verdict", kServer},
    {"list", kClient, "submissions, newest first", kServer},
    {"cancel", kClient, "take a submission back that is not graded yet", kServer},
    {"problems", kClient, "the problems that you may see", kServer},
    {"problem", kClient, "change a problem (staff)", kServer},
    {"rejudge", kClient, "grade again, look, then make it count (staff)", kServer},
    {"queue", kClient, "what waits, by class", kServer},
    {"workers", kClient, "the machines that grade", kServer},
    {"up", kUp, "start everything on this machine", kPlatform},
    {"down", kUp, "stop it; workers finish what they grade", kPlatform},
    {"status", kUp, "what runs, and why something does not", kPlatform},
    {"logs", kUp, "what the services wrote", kPlatform},
    {"backup", kUp, "a consistent, verified copy of everything", kPlatform},
    {"restore", kUp, "a backup into a new data folder", kPlatform},
    {"ca", "assay-ca", "the certificates of the services", kPlatform, true},
    {"audit", "assay-audit", "prove that nothing was taken from the audit log", kPlatform, true},
});

fs::path OwnFolder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// "  -p,--problem TEXT REQUIRED  the problem's id": names, type, description. Where the first part
// is long, the description stands on the next line.
std::optional<HelpOption> OptionOf(std::string_view line, std::string_view next) {
  const size_t begin = line.find_first_not_of(' ');
  if (begin > 4 || line[begin] != '-') return std::nullopt;  // npos is more than 4
  const size_t dashes = line.find("--", begin);
  if (dashes == std::string_view::npos) return std::nullopt;
  std::string_view rest = line.substr(dashes + 2);
  const size_t end = std::min(rest.find_first_of(" ,="), rest.size());
  HelpOption option;
  option.name = rest.substr(0, end);
  rest.remove_prefix(end);
  const size_t gap = std::min(rest.find("  "), rest.size());
  const std::string_view type = rest.substr(0, gap);
  // TEXT, UINT=20, FLOAT:… : a word in capitals.
  option.takes_value =
      std::any_of(type.begin(), type.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  std::string_view description = rest.substr(gap);
  if (description.find_first_not_of(' ') == std::string_view::npos) description = next;
  const size_t text = description.find_first_not_of(' ');
  if (text != std::string_view::npos) option.description = description.substr(text);
  return option;
}

std::string OutputOf(const std::vector<std::string>& argv) {
  constexpr size_t kLongest = 256U << 10U;
  auto pipe = MakePipe();
  if (!pipe.ok()) return "";
  process::Command command;
  command.argv = argv;
  command.output = pipe->write.get();
  auto child = process::Child::Start(command);
  pipe->write.reset();
  if (!child.ok()) return "";
  std::string text = ReadToEnd(pipe->read.get(), kLongest);
  const auto ended = child->Wait(std::chrono::seconds(10));
  return ended.ok() && ended->has_value() ? text : "";
}

}  // namespace

std::span<const ProgramVerb> ProgramVerbs() { return kVerbs; }

const ProgramVerb* FindProgramVerb(std::string_view verb) {
  const auto found = std::find_if(kVerbs.begin(), kVerbs.end(),
                                  [verb](const ProgramVerb& one) { return one.verb == verb; });
  return found == kVerbs.end() ? nullptr : &*found;
}

int BecomeProgram(const ProgramVerb& verb, char** argv) {
  const fs::path program = OwnFolder() / verb.program;
  const Status status = Exec(program, argv + (verb.is_all ? 1 : 0));
  if (status.code() != StatusCode::kNotFound) return Complain(status);
  return Complain(
      NotFound(fmt::format("\"{}\" is done by {}, which is not beside this program ({}); build it "
                           "with ./dev build dev {}, "
                           "or install it there",
                           verb.verb, verb.program, OwnFolder().string(), verb.program)));
}

Help ParseHelp(std::string_view text) {
  Help help;
  bool in_verbs = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view next = text.substr(0, text.find('\n'));
    if (!line.empty() && line.front() != ' ') in_verbs = line == "Subcommands:";
    if (in_verbs && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') {
      help.verbs.emplace_back(line.substr(2, line.find(' ', 2) - 2));
    }
    if (auto option = OptionOf(line, next)) help.options.push_back(*std::move(option));
  }
  return help;
}

Help HelpOf(const ProgramVerb& verb) {
  std::vector<std::string> argv = {(OwnFolder() / verb.program).string()};
  if (!verb.is_all) argv.emplace_back(verb.verb);
  const auto ask = [](std::vector<std::string> words) {
    words.emplace_back("--help");
    return ParseHelp(OutputOf(words));
  };
  Help help = ask(argv);
  for (const std::string& below : help.verbs) {
    argv.push_back(below);
    for (HelpOption& option : ask(argv).options) {
      const auto same = [&option](const HelpOption& known) { return known.name == option.name; };
      if (std::none_of(help.options.begin(), help.options.end(), same)) {
        help.options.push_back(std::move(option));
      }
    }
    argv.pop_back();
  }
  return help;
}

}  // namespace assay::grader
