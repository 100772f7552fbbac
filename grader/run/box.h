#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

namespace assay::grader {

// A file for one run only; `data` is borrowed until the run ends.
struct BoxFile {
  std::string path;
  std::string_view data;
  unsigned mode = 0644;
};

// A sandbox that one program's runs go through, one after another, and that is replaced when it
// dies: a fault of the sandbox costs a second try, not the student. Used by one thread at a time.
class Box {
 public:
  // Puts into a new sandbox what every run needs.
  using Fill = std::function<Status(sandbox::Sandbox&)>;

  // `first`: a sandbox that is filled already, or null.
  Box(sandbox::SandboxFactory& factory, sandbox::SandboxSpec spec, Fill fill,
      std::unique_ptr<sandbox::Sandbox> first = nullptr);

  // Runs with `files` beside the program, and without those of the runs before. A sandbox that
  // breaks is replaced and the run tried once more; the Status is the second failure's.
  Result<sandbox::Outcome> Run(const std::vector<BoxFile>& files, const sandbox::RunSpec& spec);

  // For those who run by themselves: a sandbox with `files` in it, valid until the next call.
  Result<sandbox::Sandbox*> Ready(const std::vector<BoxFile>& files);
  // After its Run failed: the next Ready makes a new one.
  void Discard() { box_.reset(); }

 private:
  Status RemoveStale(const std::vector<BoxFile>& files);

  sandbox::SandboxFactory& factory_;
  const sandbox::SandboxSpec spec_;
  const Fill fill_;
  std::unique_ptr<sandbox::Sandbox> box_;
  std::set<std::string> put_;  // by Ready, still in the sandbox
};

}  // namespace assay::grader
