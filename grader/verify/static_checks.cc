#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "common/files.h"
#include "common/sha256.h"
#include "grader/verify/verify.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using Severity = Finding::Severity;

constexpr uint64_t kHashedBytes = 64 * sandbox::kMiB;  // larger inputs are not compared

class StaticChecks {
 public:
  explicit StaticChecks(const Package& package) : package_(package) {}

  std::vector<Finding> Run() {
    for (const std::string& warning : package_.warnings) {
      Say(Severity::kWarning, package_.format, warning);
    }
    if (package_.parts.empty()) {
      Say(Severity::kError, "the package", "it has no part, so nothing can be graded");
    }
    for (const Part& part : package_.parts) CheckPart(part);
    CheckLabels();
    return std::move(findings_);
  }

 private:
  void Say(Severity severity, std::string where, std::string what) {
    findings_.push_back({severity, std::move(where), std::move(what)});
  }

  void CheckPart(const Part& part) {
    const auto* io = std::get_if<StandardIo>(&part.task);
    if (io == nullptr) return;
    std::map<std::string, std::string> seen;  // digest of an input -> name of its test
    std::set<std::string> names;
    size_t tests = 0;
    size_t secret = 0;
    ForEachTest(io->root, [&](const Test& test, const std::vector<const Group*>& chain) {
      ++tests;
      secret += test.sample ? 0 : 1;
      if (!names.insert(test.name).second) {
        Say(Severity::kError, test.name, "two tests have this name; give each its own");
      }
      CheckData(*io, CheckerOf(*io, chain), test, seen);
      for (const Group* group : chain) CheckGates(*io, *group);
    });
    if (tests == 0) Say(Severity::kError, part.name, "it has no tests, so everything would pass");
    if (tests > 0 && secret == 0) {
      Say(Severity::kWarning, part.name,
          "all tests are samples: a submission that prints their answers would pass");
    }
  }

  static const Checker& CheckerOf(const StandardIo& io, const std::vector<const Group*>& chain) {
    for (auto group = chain.rbegin(); group != chain.rend(); ++group) {
      if ((*group)->checker) return *(*group)->checker;
    }
    return io.checker;
  }

  void CheckData(const StandardIo& io, const Checker& checker, const Test& test,
                 std::map<std::string, std::string>& seen) {
    const bool compared = io.mode != StandardIo::Mode::kInteractive && !checker.program &&
                          checker.builtin.kind != ComparisonSpec::Kind::kNonEmpty;
    if (compared && std::holds_alternative<std::monostate>(test.answer)) {
      Say(Severity::kError, test.name, "there is no answer to compare with");
    }
    if (const auto* path = std::get_if<fs::path>(&test.input)) {
      std::error_code error;
      const auto size = fs::file_size(*path, error);
      if (error) return Say(Severity::kError, test.name, path->string() + ": " + error.message());
      if (size > kHashedBytes) return;
      const auto text = ReadFile(*path, kHashedBytes);
      if (!text.ok() || !test.arguments.empty() || !test.files.empty()) return;
      const auto [other, is_new] = seen.emplace(Sha256Hex(*text), test.name);
      if (!is_new) {
        Say(Severity::kNote, test.name, "has the same input as " + other->second);
      }
    }
  }

  void CheckGates(const StandardIo& io, const Group& group) {
    if (!checked_groups_.insert(&group).second) return;
    for (const std::string& name : group.requires_groups) {
      if (!HasGroup(io.root, name)) {
        Say(Severity::kError, group.name,
            "waits for the group \"" + name + "\", which does not exist");
      }
    }
  }

  static bool HasGroup(const Group& group, const std::string& name) {
    return group.name == name ||
           std::any_of(group.groups.begin(), group.groups.end(),
                       [&](const Group& inner) { return HasGroup(inner, name); });
  }

  void CheckLabels() {
    const bool accepted = std::any_of(
        package_.submissions.begin(), package_.submissions.end(), [](const auto& label) {
          return label.permitted == std::set<Verdict>{Verdict::kAccepted} ||
                 label.result == std::set<Verdict>{Verdict::kAccepted};
        });
    if (!accepted) {
      Say(Severity::kWarning, "submissions",
          "none is labelled accepted: nobody has shown that the tests can be passed");
    }
    const bool rejected = std::any_of(
        package_.submissions.begin(), package_.submissions.end(),
        [](const auto& label) { return !label.required.empty() || !label.result.empty(); });
    if (!rejected) {
      Say(Severity::kNote, "submissions",
          "none is labelled as wrong: nobody has shown that the tests find mistakes");
    }
  }

  const Package& package_;
  std::vector<Finding> findings_;
  std::set<const Group*> checked_groups_;
};

}  // namespace

std::vector<Finding> CheckStatically(const Package& package) { return StaticChecks(package).Run(); }

}  // namespace assay::grader
