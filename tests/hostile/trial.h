#pragma once

#include <functional>
#include <memory>

#include "tests/hostile/attack_runner.h"
#include "tests/hostile/virtual_host.h"

// One attack from beginning to end: a virtual host, props, a factory, a harmless run first, the
// attack, and the search for what was left, once while the factory lives on and once when it is
// gone.
namespace assay::hostile {

struct TrialInput {
  const Attack* attack = nullptr;
  std::string backend;
  std::filesystem::path folder;
  sandbox::RootImage image, gcc_image;
  // How long what ends with a sandbox may take to vanish (the kernel tears namespaces down later).
  sandbox::Nanoseconds settle = std::chrono::seconds(3);
  // Called in the virtual host.
  std::function<Result<std::unique_ptr<sandbox::SandboxFactory>>()> make_factory;
};

// Never fails: what goes wrong is in the report ("sandbox-error", "deadline", "runner-died").
AttackReport RunTrial(VirtualHosts& hosts, const TrialInput& input);

}  // namespace assay::hostile
