#pragma once

#include <string>
#include <string_view>

#include "common/status.h"
#include "grader/formats/kattis/tree.h"

namespace assay::grader::kattis {

struct Statement {
  std::string text;   // Markdown or LaTeX; for a PDF its path
  std::string title;  // of a LaTeX statement; may be empty
};

// statement/ or problem_statement/: the English one, else the first. An absent one is a warning.
Result<Statement> ReadStatement(Tree& tree);

// The name that a LaTeX statement gives: "%% plainproblemname: …" before \problemname{…}.
std::string TitleOfLatex(std::string_view text);

}  // namespace assay::grader::kattis
