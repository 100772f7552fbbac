#include "grader/run/box.h"

#include <algorithm>
#include <utility>

namespace assay::grader {

using sandbox::Outcome;
using sandbox::RunSpec;
using sandbox::Sandbox;

Box::Box(sandbox::SandboxFactory& factory, sandbox::SandboxSpec spec, Fill fill,
         std::unique_ptr<Sandbox> first)
    : factory_(factory), spec_(std::move(spec)), fill_(std::move(fill)), box_(std::move(first)) {}

// The files of one test must not be seen by the next.
Status Box::RemoveStale(const std::vector<BoxFile>& files) {
  RunSpec spec;
  spec.argv = {"/bin/rm", "-f", "--"};
  spec.work = sandbox::Work::kKeep;
  for (const std::string& name : put_) {
    const bool replaced = std::any_of(files.begin(), files.end(),
                                      [&](const BoxFile& file) { return file.path == name; });
    if (!replaced) spec.argv.push_back(name);
  }
  if (spec.argv.size() == 3) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Outcome outcome, box_->Run(spec));
  if (!outcome.Succeeded()) {
    return Internal("files of the last test could not be removed: " + Describe(outcome));
  }
  put_.clear();
  return fill_(*box_);  // one of them may have stood in the place of a file of the program's
}

Result<Sandbox*> Box::Ready(const std::vector<BoxFile>& files) {
  if (box_ == nullptr || !box_->alive()) {
    box_.reset();
    put_.clear();
    ASSAY_ASSIGN_OR_RETURN(box_, factory_.Create(spec_));
    if (Status filled = fill_(*box_); !filled.ok()) {
      box_.reset();
      return filled;
    }
  }
  if (!put_.empty()) ASSAY_RETURN_IF_ERROR(RemoveStale(files));
  for (const BoxFile& file : files) {
    ASSAY_RETURN_IF_ERROR(box_->PutFile(file.path, file.data, file.mode));
    put_.insert(file.path);
  }
  return box_.get();
}

Result<Outcome> Box::Run(const std::vector<BoxFile>& files, const RunSpec& spec) {
  Status failure;
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto box = Ready(files);
    if (box.ok()) {
      auto outcome = (*box)->Run(spec);
      if (outcome.ok()) return outcome;
      failure = std::move(outcome).status();
    } else {
      failure = std::move(box).status();
    }
    Discard();
  }
  return failure;
}

}  // namespace assay::grader
