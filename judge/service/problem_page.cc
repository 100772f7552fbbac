#include "judge/service/problem_page.h"

#include <algorithm>

#include "common/files.h"
#include "common/log/json_text.h"

namespace assay::judge {
namespace {

using grader::Part;

constexpr size_t kMostStatement = size_t{256} << 10U;
constexpr size_t kMostOfASample = size_t{16} << 10U;
constexpr int kMostSamples = 30;
constexpr size_t kMostOfFiles = size_t{512} << 10U;
constexpr uint64_t kLargestRead = uint64_t{16} << 20U;

bool ForEverybody(grader::Visibility visibility, const grader::Audience& audience) {
  return visibility == grader::Visibility::kAlways && audience.roles.empty() && !audience.from;
}

const char* KindOf(const Part& part) {
  struct Name {
    const char* operator()(const grader::StandardIo& io) const {
      return io.mode == grader::StandardIo::Mode::kInteractive ? "interactive" : "standard_io";
    }
    const char* operator()(const grader::UnitTests&) const { return "unit_tests"; }
    const char* operator()(const grader::Autograder&) const { return "autograder"; }
    const char* operator()(const grader::Style&) const { return "style"; }
    const char* operator()(const grader::Constructs&) const { return "constructs"; }
    const char* operator()(const grader::Growth&) const { return "growth"; }
  };
  return std::visit(Name(), part.task);
}

// False: it is cut, or only known when it runs.
bool Take(const grader::DataSource& source, std::string* out) {
  std::string text;
  if (const auto* path = std::get_if<std::filesystem::path>(&source)) {
    auto read = ReadFile(*path, kLargestRead);
    if (!read.ok()) return false;
    text = *std::move(read);
  } else if (const auto* given = std::get_if<std::string>(&source)) {
    text = *given;
  } else if (std::holds_alternative<grader::Generated>(source)) {
    return false;
  }
  const bool whole = text.size() <= kMostOfASample;
  text.resize(std::min(text.size(), kMostOfASample));
  *out = std::move(text);
  return whole;
}

void AddSamples(const Part& part, v1::ProblemPage& page) {
  const auto* io = std::get_if<grader::StandardIo>(&part.task);
  if (io == nullptr) return;
  grader::ForEachTest(io->root, [&](const grader::Test& test, const auto& chain) {
    const bool open = std::all_of(chain.begin(), chain.end(), [](const grader::Group* group) {
      return ForEverybody(group->visibility, group->audience);
    });
    if (!test.sample || !open || page.samples_size() >= kMostSamples) return;
    v1::ProblemPage::Sample& sample = *page.add_samples();
    sample.set_part(log::ReplaceInvalidUtf8(part.name));
    sample.set_name(log::ReplaceInvalidUtf8(test.name));
    sample.set_title(log::ReplaceInvalidUtf8(test.title));
    const bool input = Take(test.input, sample.mutable_input());
    const bool answer = Take(test.answer, sample.mutable_answer());
    sample.set_cut(!input || !answer);
  });
}

// `open`: whatever is given stands beside the student's files, for them to read. Other formats put
// their own main program and its headers there.
void AddFiles(const Part& part, bool open, size_t& room, v1::ProblemPage& page) {
  for (const grader::PackageProgram& program : part.given) {
    for (const std::filesystem::path& path : program.files) {
      const std::string name = path.lexically_relative(program.base).generic_string();
      const bool editable = std::any_of(
          part.editable.begin(), part.editable.end(),
          [&](const std::string& pattern) { return grader::MatchesName(pattern, name); });
      if (!editable && !open) continue;
      auto data = ReadFile(path, room);
      if (!data.ok()) continue;  // too large for a page
      room -= data->size();
      v1::ProblemPage::GivenFile& given = *page.add_files();
      given.set_part(log::ReplaceInvalidUtf8(part.name));
      given.set_path(log::ReplaceInvalidUtf8(name));
      given.set_data(*std::move(data));
      given.set_language(program.language);
      given.set_editable(editable);
    }
  }
}

void AddPart(const Part& part, v1::ProblemPage& page) {
  v1::ProblemPage::PartInfo& info = *page.add_parts();
  info.set_name(log::ReplaceInvalidUtf8(part.name));
  info.set_title(log::ReplaceInvalidUtf8(part.title));
  info.set_points(part.points.value_or(0));
  info.set_kind(KindOf(part));
  info.set_time_limit_ms(part.limits.time.count());
  info.set_memory_limit_bytes(static_cast<int64_t>(part.limits.memory_bytes));
  for (const std::string& language : part.languages) info.add_languages(language);
  for (const std::string& name : part.required) info.add_required(log::ReplaceInvalidUtf8(name));
}

}  // namespace

v1::ProblemPage PageOf(const grader::Package& package) {
  v1::ProblemPage page;
  page.set_statement(log::ReplaceInvalidUtf8(package.statement.substr(0, kMostStatement)));
  size_t room = kMostOfFiles;
  for (const Part& part : package.parts) {
    if (!ForEverybody(part.visibility, part.audience)) continue;
    AddPart(part, page);
    // CMS' public tests are those whose result is shown, not whose data is.
    if (package.format != "cms") AddSamples(part, page);
    AddFiles(part, package.format == "assay", room, page);
  }
  page.set_max_attempts(package.max_attempts);
  page.set_group_size(package.group_size);
  if (package.late) {
    page.set_late_grace_seconds(package.late->grace.count());
    for (const grader::LatePolicy::Step& step : package.late->steps) {
      v1::ProblemPage::LateStep& late = *page.add_late();
      late.set_up_to_seconds(step.up_to.count());
      late.set_factor(step.factor);
    }
  }
  for (const grader::RubricItem& item : package.rubric) {
    v1::ProblemPage::RubricItem& rubric = *page.add_rubric();
    rubric.set_name(log::ReplaceInvalidUtf8(item.name));
    rubric.set_description(log::ReplaceInvalidUtf8(item.description));
    rubric.set_points(item.points);
  }
  return page;
}

}  // namespace assay::judge
