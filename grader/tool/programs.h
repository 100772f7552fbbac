#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Verbs of other programs. They stand beside this one and are started in its place, as git does, so
// that grading on a laptop links neither a network library nor a database.
namespace assay::grader {

struct ProgramVerb {
  std::string_view verb;
  std::string_view program;
  std::string_view description;
  std::string_view group;  // of --help
  bool is_all = false;     // the program has this one verb: it does not see its name
};
std::span<const ProgramVerb> ProgramVerbs();
// nullptr: it is no verb of another program.
const ProgramVerb* FindProgramVerb(std::string_view verb);

// argv[1] is the verb. Becomes the program, and returns only where that fails: the exit code, after
// a complaint that says how to get the program.
int BecomeProgram(const ProgramVerb& verb, char** argv);

// What --help of a program says, for completion.
struct HelpOption {
  std::string name;  // without "--"
  std::string description;
  bool takes_value = false;
};
struct Help {
  std::vector<HelpOption> options;
  std::vector<std::string> verbs;  // below it: "start" of rejudge
};
Help ParseHelp(std::string_view text);
// Of the verb and of those below it; empty where the program is missing.
Help HelpOf(const ProgramVerb& verb);

}  // namespace assay::grader
