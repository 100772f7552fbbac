#pragma once

#include <functional>

namespace CLI {
class App;
}

// The commands of `assay`, each in its own file: declares its options, and sets `chosen` to what
// runs when it was the one on the command line. The result is the exit code (exit_code.h).
namespace assay::grader {

using Chosen = std::function<int()>;

void AddGrade(CLI::App& app, Chosen& chosen);
void AddVerify(CLI::App& app, Chosen& chosen);
void AddNew(CLI::App& app, Chosen& chosen);
void AddReplay(CLI::App& app, Chosen& chosen);
void AddLanguages(CLI::App& app, Chosen& chosen);
void AddDoctor(CLI::App& app, Chosen& chosen);
void AddCompletion(CLI::App& app, Chosen& chosen);

}  // namespace assay::grader
