#include "runtime-images/language.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "common/files.h"
#include "runtime-images/language_tools.h"
#include "runtime-images/strict_yaml.h"
#include "runtime-images/suggest.h"

namespace assay::runtime_images {
namespace {

constexpr uint64_t kMaxFileBytes = 64 * 1024;

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
             std::string_view::npos &&
         text[0] != '-';
}

// Debian policy 5.6.1: lower case letters, digits, plus, minus, dot. Checked because the names
// reach apt.
bool IsPackage(std::string_view text) {
  return text.size() >= 2 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") ==
             std::string_view::npos &&
         text[0] != '-' && text[0] != '+' && text[0] != '.';
}

void ReadImage(StrictReader* reader, const YAML::Node& node, Language* language) {
  StrictMap map(reader, node, "\"image\"");
  map.String("name", &language->image, Need::kRequired);
  map.Strings("packages", &language->packages, Need::kRequired);
  map.String("post_build", &language->post_build, Need::kOptional);
  map.Commands("warm_up", &language->warm_up, Need::kOptional);
  map.Finish();
  if (!IsName(language->image)) {
    reader->Fail(map.mark(), "image name \"" + language->image + "\" must be of a-z, 0-9 and -");
  }
  for (const std::string& package : language->packages) {
    if (!IsPackage(package)) reader->Fail(map.mark(), "\"" + package + "\" is not a package name");
  }
}

void ReadSource(StrictReader* reader, const YAML::Node& node, Language* language) {
  StrictMap map(reader, node, "\"source\"");
  map.Strings("extensions", &language->extensions, Need::kRequired);
  map.Strings("names", &language->file_names, Need::kOptional);
  map.Strings("entry_names", &language->entry.names, Need::kOptional);
  map.Strings("entry_marks", &language->entry.marks, Need::kOptional);
  std::string main_class = "stem";
  map.String("main_class", &main_class, Need::kOptional);
  map.Finish();
  if (main_class != "stem" && main_class != "java") {
    reader->Fail(map.mark(), "\"main_class\" must be stem or java, not \"" + main_class + "\"");
  }
  language->entry.java_class = main_class == "java";
  for (const std::string& extension : language->extensions) {
    if (extension.size() < 2 || extension[0] != '.') {
      reader->Fail(map.mark(), "extension \"" + extension + "\" must begin with a dot");
    }
  }
}

void ReadLimits(StrictReader* reader, const YAML::Node& node, LimitPolicy* limits) {
  StrictMap map(reader, node, "\"limits\"");
  map.Number("time_multiplier", &limits->time_multiplier, 0.1, 100);
  map.Integer("time_allowance_ms", &limits->time_allowance_ms, 0, 60000);
  map.Number("memory_multiplier", &limits->memory_multiplier, 0.1, 100);
  map.Integer("memory_allowance_mib", &limits->memory_allowance_mib, 0, 4096);
  map.Integer("min_memory_mib", &limits->min_memory_mib, 1, 65536);
  map.Integer("min_processes", &limits->min_processes, 1, 4096);
  map.Integer("compile_time_ms", &limits->compile_time_ms, 100, 600000);
  map.Integer("compile_memory_mib", &limits->compile_memory_mib, 16, 65536);
  map.Integer("compile_processes", &limits->compile_processes, 1, 4096);
  map.Finish();
}

void ReadLanguage(StrictReader* reader, const YAML::Node& root, Language* language) {
  StrictMap map(reader, root, "a language");
  map.String("name", &language->name, Need::kRequired);
  map.String("title", &language->title, Need::kRequired);
  map.String("version", &language->version, Need::kRequired);
  map.Commands("compile", &language->compile, Need::kOptional);
  map.Boolean("compile_checks_only", &language->compile_checks_only);
  map.Strings("run", &language->run, Need::kRequired);
  map.Boolean("zygote", &language->zygote);
  map.Strings("out_of_memory", &language->out_of_memory, Need::kOptional);
  const YAML::Node image = map.Child("image", Need::kRequired);
  const YAML::Node source = map.Child("source", Need::kRequired);
  const YAML::Node env = map.Child("env", Need::kOptional);
  const YAML::Node limits = map.Child("limits", Need::kOptional);
  const YAML::Node frameworks = map.Child("frameworks", Need::kOptional);
  const YAML::Node linters = map.Child("linters", Need::kOptional);
  map.Finish();
  if (!reader->ok()) return;
  if (!IsName(language->name)) {
    reader->Fail(map.mark(), "language name \"" + language->name + "\" must be of a-z, 0-9 and -");
  }
  ReadImage(reader, image, language);
  ReadSource(reader, source, language);
  if (env.IsDefined()) language->env = StrictMap(reader, env, "\"env\"").Entries();
  if (limits.IsDefined()) ReadLimits(reader, limits, &language->limits);
  if (frameworks.IsDefined()) ReadFrameworks(reader, frameworks, &language->frameworks);
  if (linters.IsDefined()) ReadLinters(reader, linters, &language->linters);
  for (const Command& command : language->compile) CheckCommand(reader, map.mark(), command);
  CheckCommand(reader, map.mark(), language->run);
}

}  // namespace

Result<Language> ParseLanguage(std::string_view text, const std::string& file) {
  StrictReader reader(file);
  Language language;
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    ReadLanguage(&reader, root, &language);
  } catch (const YAML::Exception& error) {
    reader.Fail(error.mark, "not valid YAML: " + error.msg);
  }
  if (!reader.ok()) return reader.status();
  return language;
}

Result<LanguageTable> LanguageTable::Load(const std::filesystem::path& dir) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error) return ErrnoStatus("cannot read the languages folder " + dir.string(), error.value());
  std::sort(files.begin(), files.end());
  std::vector<Language> languages;
  for (const auto& file : files) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxFileBytes));
    ASSAY_ASSIGN_OR_RETURN(Language language, ParseLanguage(text, file.string()));
    if (language.name != file.stem()) {
      return InvalidArgument(file.string() + ":1: holds the language \"" + language.name +
                             "\"; name the file " + language.name + ".yaml");
    }
    languages.push_back(std::move(language));
  }
  if (languages.empty()) return NotFound("no language (*.yaml) in " + dir.string());
  return FromLanguages(std::move(languages));
}

Result<LanguageTable> LanguageTable::FromLanguages(std::vector<Language> languages) {
  LanguageTable table;
  table.languages_ = std::move(languages);
  std::sort(table.languages_.begin(), table.languages_.end(),
            [](const Language& a, const Language& b) { return a.name < b.name; });
  for (size_t i = 0; i < table.languages_.size(); ++i) {
    const Language& language = table.languages_[i];
    if (i > 0 && table.languages_[i - 1].name == language.name) {
      return InvalidArgument("two languages are called \"" + language.name + "\"");
    }
    auto claim = [&](auto* map, const std::string& key) -> Status {
      const auto [it, inserted] = map->emplace(key, i);
      if (inserted) return OkStatus();
      return InvalidArgument("\"" + key + "\" belongs to both " +
                             table.languages_[it->second].name + " and " + language.name +
                             "; leave it in one of the two files");
    };
    for (const auto& key : language.extensions) {
      ASSAY_RETURN_IF_ERROR(claim(&table.by_extension_, key));
    }
    for (const auto& key : language.file_names) {
      ASSAY_RETURN_IF_ERROR(claim(&table.by_file_name_, key));
    }
  }
  return table;
}

Result<std::filesystem::path> FindLanguagesFolder() {
  namespace fs = std::filesystem;
  // getenv: read while the program starts, before there are threads.
  if (const char* named = std::getenv("ASSAY_LANGUAGES"); named != nullptr && *named != '\0') {
    return fs::path(named);
  }
  std::error_code error;
  fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (; !error && folder.has_relative_path(); folder = folder.parent_path()) {
    for (const char* inner : {"runtime-images/languages", "share/assay/languages"}) {
      if (fs::is_directory(folder / inner, error)) return folder / inner;
      error.clear();
    }
  }
  return NotFound("cannot find the languages folder; name it in ASSAY_LANGUAGES");
}

Result<const Language*> LanguageTable::ByName(std::string_view name) const {
  std::vector<std::string> names;
  for (const Language& language : languages_) {
    if (language.name == name) return &language;
    names.push_back(language.name);
  }
  return NotFound("no language named \"" + std::string(name) + "\"" + DidYouMean(name, names));
}

const Language* LanguageTable::ByExtension(std::string_view extension) const {
  const std::string key =
      extension.starts_with('.') ? std::string(extension) : "." + std::string(extension);
  const auto it = by_extension_.find(key);
  return it == by_extension_.end() ? nullptr : &languages_[it->second];
}

const Language* LanguageTable::ByFileName(std::string_view path) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (const auto it = by_file_name_.find(name); it != by_file_name_.end()) {
    return &languages_[it->second];
  }
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? nullptr : ByExtension(name.substr(dot));
}

std::vector<ImageRecipe> LanguageTable::Images() const {
  std::map<std::string, ImageRecipe> images;
  std::map<std::string, std::set<std::string>> packages;
  for (const Language& language : languages_) {
    ImageRecipe& recipe = images[language.image];
    recipe.name = language.image;
    recipe.languages.push_back(language.name);
    packages[language.image].insert(language.packages.begin(), language.packages.end());
    if (!language.post_build.empty()) recipe.post_build.push_back(language.post_build);
    recipe.warm_up.insert(recipe.warm_up.end(), language.warm_up.begin(), language.warm_up.end());
  }
  std::vector<ImageRecipe> result;
  for (auto& [name, recipe] : images) {
    recipe.packages.assign(packages[name].begin(), packages[name].end());
    result.push_back(std::move(recipe));
  }
  return result;
}

}  // namespace assay::runtime_images
