#include "grader/formats/kattis/statement.h"

#include <algorithm>

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

// Lower is better: English before no language before others; Markdown before LaTeX before PDF.
// -1: no statement.
int Rank(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string extension = file.extension().string();
  if (name.rfind("problem.", 0) != 0) return -1;
  const int kind = extension == ".md" ? 0 : extension == ".tex" ? 1 : extension == ".pdf" ? 2 : -1;
  if (kind < 0) return -1;
  const std::string stem = file.stem().string();
  const int language = stem == "problem.en" ? 0 : stem == "problem" ? 1 : 2;
  return 3 * language + kind;
}

}  // namespace

std::string TitleOfLatex(std::string_view text) {
  constexpr std::string_view kPlain = "plainproblemname:", kName = "\\problemname{";
  const auto rest_of_line = [](std::string_view from) {
    from = from.substr(0, from.find('\n'));
    const size_t begin = std::min(from.find_first_not_of(" \t"), from.size());
    return std::string(from.substr(begin, from.find_last_not_of(" \t\r") + 1 - begin));
  };
  if (const size_t at = text.find(kPlain); at != std::string_view::npos) {
    return rest_of_line(text.substr(at + kPlain.size()));
  }
  const size_t at = text.find(kName);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + kName.size());
  int depth = 1;  // braces in the name belong to it
  for (size_t i = 0; i < text.size() && text[i] != '\n'; ++i) {
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    if (depth == 0) return std::string(text.substr(0, i));
  }
  return {};
}

Result<Statement> ReadStatement(Tree& tree) {
  fs::path best;
  for (const char* name : {"statement", "problem_statement"}) {
    ASSAY_ASSIGN_OR_RETURN(const Folder found, tree.List(tree.root() / name));
    for (const fs::path& file : found.files) {
      if (Rank(file) >= 0 && (best.empty() || Rank(file) < Rank(best))) best = file;
    }
  }
  if (best.empty()) {
    tree.warnings.push_back((tree.root() / "statement").string() +
                            ": no problem.en.tex, .md or .pdf in it");
    return Statement{};
  }
  if (best.extension() == ".pdf") return Statement{best.string(), {}};
  Statement statement;
  ASSAY_ASSIGN_OR_RETURN(statement.text, tree.ReadOptional(best));
  if (best.extension() == ".tex") statement.title = TitleOfLatex(statement.text);
  return statement;
}

}  // namespace assay::grader::kattis
