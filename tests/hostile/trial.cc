#include "tests/hostile/trial.h"

#include <poll.h>

#include <chrono>
#include <csignal>

#include "common/files.h"
#include "tests/hostile/report.h"
#include "tests/hostile/residue.h"

namespace assay::hostile {
namespace {

// Looks again until nothing is left or the time is up.
std::vector<std::string> Settle(sandbox::Nanoseconds time,
                                const std::function<std::vector<std::string>()>& look) {
  const auto end = std::chrono::steady_clock::now() + time;
  std::vector<std::string> left = look();
  while (!left.empty() && std::chrono::steady_clock::now() < end) {
    ::poll(nullptr, 0, 20);
    left = look();
  }
  return left;
}

// The simplest program there is, in as many sandboxes at one time as the attack will use: shows
// that the sandbox works at all, and fills the factory's pool, so that what the pool keeps is not
// taken for residue.
Status Hello(const TrialInput& input, sandbox::SandboxFactory& factory) {
  std::vector<std::unique_ptr<sandbox::Sandbox>> boxes;
  sandbox::SandboxSpec wanted;
  wanted.image = input.image;
  wanted.disk = input.attack->disk;
  for (int i = 0; i < (input.attack->neighbour ? 2 : 1); ++i) {
    ASSAY_ASSIGN_OR_RETURN(auto box, factory.Create(wanted));
    boxes.push_back(std::move(box));
  }
  for (const auto& box : boxes) {
    sandbox::RunSpec spec;
    spec.argv = {"/bin/true"};
    spec.limits.processes = 16;
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, box->Run(spec));
    if (!outcome.Succeeded())
      return Internal("/bin/true: " + Describe(outcome) + " " + outcome.err);
  }
  return OkStatus();
}

AttackReport InVirtualHost(const TrialInput& input, const Ground& ground) {
  AttackReport report;
  report.attack = input.attack->file;
  report.backend = input.backend;
  const auto fail = [&report](const Status& status) {
    report.verdict = "sandbox-error";
    report.detail = status.ToString();
    return report;
  };
  auto props = Props::Make();
  if (!props.ok()) return fail(props.status());
  const auto snapshot = [&ground] { return TakeSnapshot(ground.cgroup_folders); };
  const Snapshot before = snapshot();
  auto factory = input.make_factory();
  if (!factory.ok()) return fail(factory.status());
  const Status hello = Hello(input, **factory);
  if (!hello.ok()) return fail(hello);
  const Snapshot warm = snapshot();
  report = RunAttack({input.attack, input.backend, input.folder, factory->get(), input.image,
                      input.gcc_image, props->get()});
  if (input.backend == "control") return report;  // it is meant to leave things behind
  for (const std::string& line : Settle(input.settle, [&] { return Growth(warm, snapshot()); })) {
    report.residue.push_back("while the factory lives: " + line);
  }
  factory->reset();
  for (const std::string& line :
       Settle(input.settle, [&] { return Differences(before, snapshot()); })) {
    report.residue.push_back(line);
  }
  return report;
}

}  // namespace

AttackReport RunTrial(VirtualHosts& hosts, const TrialInput& input) {
  const auto body = [&input](const Ground& ground) {
    ::signal(SIGPIPE, SIG_IGN);
    const std::string text = ToJson(InVirtualHost(input, ground));
    std::ignore = WriteAll(ground.report_fd, text);
  };
  AttackReport report;
  report.attack = input.attack->file;
  report.backend = input.backend;
  const auto ended = hosts.Run(body, input.attack->Deadline(input.backend));
  if (!ended.ok()) {
    report.verdict = "sandbox-error";
    report.detail = ended.status().ToString();
    return report;
  }
  if (ended->how == Ended::How::kReported) {
    auto parsed = FromJson(ended->report);
    if (parsed.ok()) {
      report = std::move(*parsed);
    } else {
      report.verdict = "runner-died";
      report.detail = parsed.status().ToString();
    }
  } else {
    report.verdict = ended->how == Ended::How::kDeadline ? "deadline" : "runner-died";
    report.detail = ended->detail;
  }
  for (const std::string& folder : ended->left_cgroups)
    report.residue.push_back("cgroup left behind: " + folder);
  return report;
}

}  // namespace assay::hostile
