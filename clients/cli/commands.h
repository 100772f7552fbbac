#pragma once

#include "clients/cli/session.h"

namespace CLI {
class App;
}

// The verbs. Each adds itself to the command line; what was chosen is left in `chosen`.
namespace assay::client {

void AddLogin(CLI::App& app, Chosen& chosen);        // login, logout, whoami
void AddSubmit(CLI::App& app, Chosen& chosen);       // submit, watch
void AddSubmissions(CLI::App& app, Chosen& chosen);  // show, list, cancel
void AddProblems(CLI::App& app, Chosen& chosen);     // problems, problem put
void AddRejudge(CLI::App& app, Chosen& chosen);  // rejudge start, show, list, commit, undo, cancel
void AddBoard(CLI::App& app, Chosen& chosen);    // queue, workers

// What was chosen, for bodies that return a Result<int>: the exit code, or the complaint's.
int Finish(const Result<int>& result);

}  // namespace assay::client
