#include "grader/formats/kattis/languages.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>

namespace assay::grader::kattis {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::string_view code, ours;
  std::string_view extensions;  // separated by blanks; those that tell the language
};
// In the order of preference where a program has as many files of one language as of another.
constexpr auto kTable = std::to_array<Row>({
    {"cpp", "cpp", ".cc .cpp .cxx .c++ .C"},
    {"c", "c", ".c"},
    {"java", "java", ".java"},
    {"python3", "python", ".py .py3"},
    {"python2", "python2", ".py2"},
    {"kotlin", "kotlin", ".kt"},
    {"csharp", "csharp", ".cs"},
    {"go", "go", ".go"},
    {"haskell", "haskell", ".hs"},
    {"javascript", "javascript", ".js"},
    {"typescript", "typescript", ".ts"},
    {"rust", "rust", ".rs"},
    {"ruby", "ruby", ".rb"},
    {"php", "php", ".php"},
    {"ocaml", "ocaml", ".ml"},
    {"prolog", "prolog", ".pl"},
    {"perl", "perl", ".pm"},
    {"pascal", "pascal", ".pas"},
    {"lisp", "lisp", ".lisp .cl"},
    {"bash", "bash", ".sh .bash"},
    {"ada", "ada", ".adb .ads"},
    {"d", "d", ".d"},
    {"elixir", "elixir", ".ex .exs"},
    {"erlang", "erlang", ".erl"},
    {"fortran", "fortran", ".f90"},
    {"lua", "lua", ".lua"},
    {"octave", "octave", ""},
    {"racket", "racket", ".rkt"},
    {"scala", "scala", ".scala"},
    {"fsharp", "fsharp", ".fs"},
    {"julia", "julia", ".jl"},
    {"nim", "nim", ".nim"},
    {"swift", "swift", ".swift"},
    {"zig", "zig", ".zig"},
    {"dart", "dart", ".dart"},
    {"crystal", "crystal", ".cr"},
    {"cobol", "cobol", ".cob"},
    {"objectivec", "objectivec", ".m"},
    {"visualbasic", "visualbasic", ".vb"},
    {"gerbil", "gerbil", ".ss"},
    {"algol68", "algol68", ".a68"},
    {"apl", "apl", ".apl"},
    {"modula2", "modula2", ".mod .def"},
    {"simula", "simula", ".sim"},
    {"smalltalk", "smalltalk", ".st"},
    {"snobol", "snobol", ".sno"},
    {"odin", "odin", ".odin"},
    {"cgmp", "c", ""},
    {"cppgmp", "cpp", ""},
    {"python3numpy", "python", ""},
});

const Row* RowOf(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension.empty()) return nullptr;
  for (const Row& row : kTable) {
    const std::string list = " " + std::string(row.extensions) + " ";
    if (list.find(" " + extension + " ") != std::string::npos) return &row;
  }
  return nullptr;
}

bool SaysPython2(const fs::path& file) {
  std::string line(200, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(std::min(line.find('\n'), static_cast<size_t>(stream.gcount())));
  return line.rfind("#!", 0) == 0 && line.find("python2") != std::string::npos;
}

bool IsMain(const fs::path& file) {
  std::string stem = file.stem().string();
  for (char& c : stem) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return stem == "main";
}

}  // namespace

std::string OurLanguage(std::string_view code) {
  for (const Row& row : kTable) {
    if (row.code == code) return std::string(row.ours);
  }
  return {};
}

std::vector<std::string> LanguageCodes() {
  std::vector<std::string> codes;
  for (const Row& row : kTable) codes.emplace_back(row.code);
  return codes;
}

std::string DetectLanguage(const std::vector<fs::path>& files) {
  std::map<std::string_view, size_t> count;
  for (const fs::path& file : files) {
    const Row* row = RowOf(file);
    if (row == nullptr) continue;
    ++count[row->code == "python3" && SaysPython2(file) ? "python2" : row->code];
  }
  std::string best;
  size_t most = 0;
  for (const Row& row : kTable) {
    if (count[row.code] > most) {
      most = count[row.code];
      best = row.code;
    }
  }
  return best;
}

std::string EntryFile(std::string_view code, const std::vector<fs::path>& files,
                      const fs::path& base) {
  if (code == "java" || code == "kotlin" || code == "csharp" || code == "scala") return {};
  const std::string ours = OurLanguage(code);
  std::vector<fs::path> sources;
  for (const fs::path& file : files) {
    const Row* row = RowOf(file);
    if (row == nullptr) continue;
    // Python 2's files are mostly named as Python 3's.
    if (row->ours == ours || (code == "python2" && row->code == "python3")) sources.push_back(file);
  }
  if (sources.empty()) return {};
  std::sort(sources.begin(), sources.end());
  const auto find = [&](auto&& is) {
    const auto found = std::find_if(sources.begin(), sources.end(), is);
    return found == sources.end() ? std::string() : found->lexically_relative(base).string();
  };
  std::string entry = find([](const fs::path& file) { return file.filename() == "__main__.py"; });
  if (entry.empty()) entry = find(IsMain);
  return entry.empty() ? sources.front().lexically_relative(base).string() : entry;
}

}  // namespace assay::grader::kattis
