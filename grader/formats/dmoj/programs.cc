#include "grader/formats/dmoj/programs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/archive/entry_name.h"

namespace assay::grader::dmoj {
namespace {

using Words = std::vector<std::string>;

// Where DMOJ has several versions of a language we have one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> kLanguages = {{
    {"ADA", "ada"},       {"AWK", "awk"},       {"C", "c"},
    {"C11", "c"},         {"CLANG", "c"},       {"CLANGX", "cpp"},
    {"CPP03", "cpp"},     {"CPP11", "cpp"},     {"CPP14", "cpp"},
    {"CPP17", "cpp"},     {"CPP20", "cpp"},     {"CPP23", "cpp"},
    {"D", "d"},           {"F95", "fortran"},   {"GAS64", "assembly"},
    {"GO", "go"},         {"HASK", "haskell"},  {"JAVA", "java"},
    {"JAVA8", "java"},    {"JAVA10", "java"},   {"JAVA11", "java"},
    {"JAVA17", "java"},   {"KOTLIN", "kotlin"}, {"LUA", "lua"},
    {"MONOCS", "csharp"}, {"OCAML", "ocaml"},   {"PAS", "pascal"},
    {"PERL", "perl"},     {"PHP", "php"},       {"PRO", "prolog"},
    {"PY3", "python"},    {"PYPY3", "pypy"},    {"RKT", "racket"},
    {"RUBY2", "ruby"},    {"RUBY", "ruby"},     {"RUST", "rust"},
    {"SCM", "scheme"},    {"TCL", "tcl"},       {"V8JS", "javascript"},
    {"BASH", "bash"},
}};

// As a shell splits words; DMOJ does so with its templates of arguments.
std::optional<Words> ShellWords(std::string_view text) {
  Words words;
  std::string word;
  bool open = false;  // a word has begun, perhaps an empty one in quotes
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < text.size()) {
        word += text[++i];
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      open = true;
    } else if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
      open = true;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (quote != 0) return std::nullopt;
  if (open) words.push_back(word);
  return words;
}

void Replace(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// What a bridged program is made of: its files, its language, its flags.
Result<PackageProgram> ReadProgram(const Config& config, const YAML::Node& at,
                                   const std::string& what, const Words& names,
                                   const std::string& language_key, const Data& data) {
  PackageProgram program;
  program.base = data.files().folder();
  if (names.empty()) return config.Error(at, what + ": no file is named");
  program.name = names[0];
  for (const std::string& name : names) {
    const auto path = data.files().File(name);
    if (!path.ok()) return config.Error(at, what + ": " + path.status().message());
    program.files.push_back(*path);
  }
  const auto cpp = [](const std::string& name) {
    return name.ends_with(".cpp") || name.ends_with(".cc");
  };
  // Older copies of testlib.h use uint64_t without its header.
  if (std::all_of(names.begin(), names.end(),
                  [&](const std::string& name) { return cpp(name) || name.ends_with(".h"); })) {
    program.compile_flags = {"-include", "cstdint"};
  }
  if (language_key.empty()) return program;
  program.language = LanguageOfKey(language_key);
  if (program.language.empty()) {
    return config.Error(
        at, what + ": there is no language for DMOJ's " + EscapeName(language_key) + " here");
  }
  return program;
}

Status AddFlags(const Config& config, PackageProgram& program) {
  ASSAY_ASSIGN_OR_RETURN(const Words flags, config.Texts("flags"));
  program.compile_flags.insert(program.compile_flags.end(), flags.begin(), flags.end());
  return OkStatus();
}

// Keys that checkers and interactors share, for the way they are called and answer.
Status ReadBridge(const Config& config, const YAML::Node& at, const std::string& what,
                  bool interactor, Checker& checker) {
  ASSAY_ASSIGN_OR_RETURN(const std::string type, config.Text("type", "default"));
  if (type == "default") {
    checker.protocol = CheckerProtocol::kDmoj;
  } else if (type == "testlib") {
    checker.protocol = CheckerProtocol::kTestlib;
  } else if (type == "coci") {
    checker.protocol = CheckerProtocol::kDmojCoci;
  } else if (type == "peg" && !interactor) {
    checker.protocol = CheckerProtocol::kDmojPeg;
  } else {
    return config.Error(config.Find("type"),
                        what + ": unknown type " + EscapeName(type) +
                            (interactor ? "; there are default, testlib and coci"
                                        : "; there are default, testlib, coci and peg"));
  }
  if (interactor) {
    checker.argv =
        type == "testlib" ? Words{"{input}", "{output}", "{answer}"} : Words{"{input}", "{answer}"};
  }
  ASSAY_ASSIGN_OR_RETURN(std::string format, config.Text("args_format_string", ""));
  if (format.empty()) return OkStatus();
  Replace(format, "{input_file}", "{input}");
  Replace(format, "{output_file}", "{output}");
  Replace(format, "{answer_file}", "{answer}");
  const auto words = ShellWords(format);
  if (!words || words->empty()) {
    return config.Error(at, what + ": args_format_string is not a list of words");
  }
  checker.argv = *words;
  return OkStatus();
}

// Values of a checker's keyword arguments; nested ones are cut at a depth no author needs.
nlohmann::json ToJson(const YAML::Node& node, int depth = 0) {
  if (depth > 8 || !node.IsDefined() || node.IsNull()) return nullptr;
  if (node.IsSequence()) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& one : node) {
      if (list.size() >= 1000) break;
      list.push_back(ToJson(one, depth + 4));
    }
    return list;
  }
  if (node.IsMap()) {
    nlohmann::json map = nlohmann::json::object();
    for (const auto& entry : node) {
      if (map.size() >= 100 || !entry.first.IsScalar()) break;
      map[entry.first.Scalar()] = ToJson(entry.second, depth + 4);
    }
    return map;
  }
  if (node.Tag() == "!") return node.Scalar();  // was quoted
  bool flag = false;
  int64_t integer = 0;
  double number = 0;
  if (YAML::convert<int64_t>::decode(node, integer)) return integer;
  if (YAML::convert<double>::decode(node, number)) return number;
  if (YAML::convert<bool>::decode(node, flag)) return flag;
  return node.Scalar();
}

Result<ComparisonSpec> Floats(const Config& args, ComparisonSpec::DecimalsMode mode) {
  using Mode = ComparisonSpec::DecimalsMode;
  ComparisonSpec spec;
  ASSAY_ASSIGN_OR_RETURN(const double precision, args.Number("precision", 6));
  if (!(precision >= 0 && precision <= 300)) {
    return args.Error(args.Find("precision"), "precision: expected a number from 0 to 300");
  }
  spec.decimals = static_cast<int>(precision);
  spec.decimals_mode = mode;
  ASSAY_ASSIGN_OR_RETURN(const std::string named, args.Text("error_mode", ""));
  if (named == "absolute") {
    spec.decimals_mode = Mode::kAbsolute;
  } else if (named == "relative") {
    spec.decimals_mode = Mode::kRelative;
  } else if (named == "default") {
    spec.decimals_mode = Mode::kEither;
  } else if (!named.empty()) {
    return args.Error(args.Find("error_mode"),
                      "error_mode: there are default, absolute and relative");
  }
  return spec;
}

Status ReadLinePoints(const Config& args, ComparisonSpec& spec) {
  ASSAY_ASSIGN_OR_RETURN(spec.all_lines, args.Flag("filler_lines_required", true));
  const YAML::Node points = args.Own("point_distribution");
  if (!points.IsDefined()) {
    spec.line_points = {1};
    return OkStatus();
  }
  double total = 0;
  for (const auto& one : points) {
    double value = -1;
    if (!YAML::convert<double>::decode(one, value) || !(value >= 0 && value <= 1e9)) {
      return args.Error(points, "point_distribution: expected a list of numbers, none below 0");
    }
    spec.line_points.push_back(value);
    total += value;
  }
  if (!(total > 0)) return args.Error(points, "point_distribution: its sum must be above 0");
  return OkStatus();
}

// The checkers that DMOJ brings. Empty: no such name.
Result<std::optional<ComparisonSpec>> BuiltIn(const std::string& name, const Config& args) {
  using Kind = ComparisonSpec::Kind;
  using Mode = ComparisonSpec::DecimalsMode;
  ComparisonSpec spec;
  if (name == "standard") {
    spec.line_sensitive = true;
  } else if (name == "floats" || name == "floatsabs" || name == "floatsrel") {
    ASSAY_ASSIGN_OR_RETURN(spec, Floats(args, name == "floats"      ? Mode::kEither
                                              : name == "floatsabs" ? Mode::kAbsolute
                                                                    : Mode::kRelative));
  } else if (name == "identical") {
    spec.kind = Kind::kExact;
    ASSAY_ASSIGN_OR_RETURN(spec.presentation_error, args.Flag("pe_allowed", true));
  } else if (name == "easy") {
    spec.kind = Kind::kCharacters;
  } else if (name == "linecount") {
    spec.kind = Kind::kLineCount;
  } else if (name == "linematches") {
    spec.kind = Kind::kLineMatches;
    ASSAY_RETURN_IF_ERROR(ReadLinePoints(args, spec));
  } else if (name == "rstripped") {
    spec.kind = Kind::kStrippedLines;
    ASSAY_ASSIGN_OR_RETURN(spec.skip_empty_lines, args.Flag("filter_new_line", false));
  } else if (name == "unordered") {
    spec.kind = Kind::kSortedTokens;
  } else if (name == "sorted") {
    ASSAY_ASSIGN_OR_RETURN(const std::string split, args.Text("split_on", "lines"));
    if (split != "lines" && split != "whitespace") {
      return args.Error(args.Find("split_on"), "split_on: there are lines and whitespace");
    }
    spec.kind = split == "lines" ? Kind::kUnordered : Kind::kSortedTokens;
  } else {
    return std::optional<ComparisonSpec>();
  }
  return std::optional<ComparisonSpec>(spec);
}

}  // namespace

std::string LanguageOfKey(std::string_view dmoj_key) {
  for (const auto& [key, language] : kLanguages) {
    if (key == dmoj_key) return std::string(language);
  }
  return "";
}

Result<Checker> ReadChecker(const Config& config, const YAML::Node& node, const Data& data) {
  Checker checker;
  std::string name = "standard";
  YAML::Node arguments(YAML::NodeType::Map);
  if (node.IsScalar()) {
    name = node.Scalar();
  } else if (node.IsMap()) {
    const Config map = config.Inner(node);
    const YAML::Node named = map.Own("name"), given = map.Own("args");
    if (!named.IsDefined() || !named.IsScalar()) {
      return config.Error(node, "checker: expected `name:` and perhaps `args:`");
    }
    name = named.Scalar();
    if (given.IsDefined() && !given.IsNull()) arguments.reset(given);
    if (!arguments.IsMap()) return config.Error(node, "checker: args: expected keys and values");
  } else if (node.IsDefined()) {
    return config.Error(node, "checker: expected a name, or `name:` and `args:`");
  }
  // Arguments do not look outwards: `type` and `files` of the problem mean something else.
  const Config args = config.Alone(arguments);

  if (name == "bridged") {
    ASSAY_ASSIGN_OR_RETURN(const Words files, args.Texts("files"));
    ASSAY_ASSIGN_OR_RETURN(const std::string language, args.Text("lang", ""));
    ASSAY_ASSIGN_OR_RETURN(checker.program,
                           ReadProgram(args, node, "checker", files, language, data));
    ASSAY_RETURN_IF_ERROR(AddFlags(args, *checker.program));
    ASSAY_RETURN_IF_ERROR(ReadBridge(args, node, "checker", false, checker));
    return checker;
  }
  if (name.find('.') != std::string::npos) {
    ASSAY_ASSIGN_OR_RETURN(checker.program,
                           ReadProgram(config, node, "checker", {name}, "PY3", data));
    checker.program->arguments = {
        ToJson(arguments).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)};
    checker.protocol = CheckerProtocol::kDmojPython;
    return checker;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto builtin, BuiltIn(name, args));
  if (!builtin) {
    return config.Error(node, "unknown checker " + EscapeName(name) +
                                  "; there are standard, identical, floats, floatsabs, floatsrel, "
                                  "linecount, linematches, rstripped, sorted, unordered, easy, "
                                  "bridged, or a Python file");
  }
  checker.builtin = *builtin;
  return checker;
}

Result<Checker> ReadInteractor(const Config& config, const YAML::Node& node, const Data& data) {
  if (!node.IsMap()) return config.Error(node, "interactive: expected keys and values");
  const Config map = config.Alone(node);
  Checker interactor;
  ASSAY_ASSIGN_OR_RETURN(const Words files, map.Texts("files"));
  ASSAY_ASSIGN_OR_RETURN(const std::string language, map.Text("lang", ""));
  ASSAY_ASSIGN_OR_RETURN(interactor.program,
                         ReadProgram(config, node, "interactive", files, language, data));
  ASSAY_RETURN_IF_ERROR(AddFlags(map, *interactor.program));
  ASSAY_RETURN_IF_ERROR(ReadBridge(map, node, "interactive", true, interactor));
  return interactor;
}

Result<GeneratorSpec> ReadGenerator(const Config& config, const YAML::Node& node,
                                    const Data& data) {
  GeneratorSpec spec;
  Words files;
  std::string language;
  if (node.IsMap()) {
    const Config map = config.Alone(node);
    ASSAY_ASSIGN_OR_RETURN(files, map.Texts("source"));
    ASSAY_ASSIGN_OR_RETURN(language, map.Text("language", ""));
    ASSAY_ASSIGN_OR_RETURN(spec.arguments, map.Texts("args"));
    ASSAY_ASSIGN_OR_RETURN(spec.program,
                           ReadProgram(config, node, "generator", files, language, data));
    ASSAY_RETURN_IF_ERROR(AddFlags(map, spec.program));
    return spec;
  }
  ASSAY_ASSIGN_OR_RETURN(files, config.Texts("generator"));
  ASSAY_ASSIGN_OR_RETURN(spec.program,
                         ReadProgram(config, node, "generator", files, language, data));
  return spec;
}

}  // namespace assay::grader::dmoj
