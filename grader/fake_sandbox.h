#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sandbox/sandbox.h"

namespace assay::grader {

// For tests of what stands above the sandbox: a scripted one, which can be made to fail at any run.
// Programs are a function; nothing is isolated or measured. Counters may be read from any thread.
struct FakeWorld {
  using Files = std::map<std::string, std::string>;
  // Run number (from 1, over all sandboxes), what is run, and the files that stand there.
  using Program =
      std::function<Result<sandbox::Outcome>(int number, const sandbox::RunSpec&, const Files&)>;
  Program program;
  std::function<Status(int number)> on_create;  // from 1; may be empty
  std::atomic<int> created = 0, runs = 0, puts = 0;
};

class FakeSandbox : public sandbox::Sandbox {
 public:
  explicit FakeSandbox(FakeWorld& world) : world_(world) {}
  Status PutFile(std::string_view path, std::string_view data, unsigned) override {
    ++world_.puts;
    files_[std::string(path)] = data;
    return OkStatus();
  }
  Result<sandbox::Outcome> Run(const sandbox::RunSpec& spec) override {
    if (!alive_) return FailedPrecondition("this sandbox broke in an earlier run");
    if (spec.argv[0] == "/bin/rm") {
      for (size_t i = 3; i < spec.argv.size(); ++i) files_.erase(spec.argv[i]);
      sandbox::Outcome outcome;
      outcome.exit_code = 0;
      return outcome;
    }
    auto outcome = world_.program(++world_.runs, spec, files_);
    alive_ = outcome.ok();
    return outcome;
  }
  Result<sandbox::Collected> Collect(const sandbox::CollectLimits&) override {
    sandbox::Collected collected;
    for (const auto& [path, data] : files_) collected.files.push_back({path, data, 0644});
    return collected;
  }
  bool alive() const override { return alive_; }

 private:
  FakeWorld& world_;
  FakeWorld::Files files_;
  bool alive_ = true;
};

class FakeFactory : public sandbox::SandboxFactory {
 public:
  explicit FakeFactory(FakeWorld& world) : world_(world) {}
  std::string_view name() const override { return "fake"; }
  Result<std::unique_ptr<sandbox::Sandbox>> Create(const sandbox::SandboxSpec&) override {
    const int number = ++world_.created;
    if (world_.on_create) ASSAY_RETURN_IF_ERROR(world_.on_create(number));
    return std::unique_ptr<sandbox::Sandbox>(std::make_unique<FakeSandbox>(world_));
  }

 private:
  FakeWorld& world_;
};

}  // namespace assay::grader
