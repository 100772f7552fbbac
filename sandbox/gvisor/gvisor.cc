#include "sandbox/gvisor/gvisor.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string_view>

#include "common/files.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/gvisor/agent_folder.h"
#include "sandbox/gvisor/box.h"
#include "sandbox/gvisor/launch.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kStartMemory = 512 * kMiB;  // of a sandbox that runs nothing yet, generously
constexpr uint64_t kStartTasks = 512;

bool IsProgram(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

Result<fs::path> FindHelper(const char* name) {
  std::vector<fs::path> folders;
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back(self.parent_path());
  if (const char* bin = std::getenv("ASSAY_BIN_DIR")) folders.emplace_back(bin);
  folders.emplace_back("/usr/libexec/assay");
  for (const fs::path& folder : folders) {
    if (IsProgram(folder / name)) return folder / name;
  }
  return NotFound(std::string(name) + ": not beside this program; build it, or set ASSAY_BIN_DIR");
}

}  // namespace

struct GvisorFactory::Shared {
  GvisorOptions options;
  std::unique_ptr<CgroupTree> own_tree;
  CgroupTree* tree = nullptr;
  gvisor::AgentFolder agent_folder;
  std::atomic<uint64_t> next{0};
  explicit Shared(gvisor::AgentFolder folder) : agent_folder(std::move(folder)) {}
};

GvisorFactory::~GvisorFactory() = default;

Result<fs::path> FindRunsc() {
  if (const char* path = std::getenv("PATH")) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const size_t colon = rest.find(':');
      const std::string_view folder = rest.substr(0, colon);
      if (!folder.empty() && IsProgram(fs::path(folder) / "runsc"))
        return fs::path(folder) / "runsc";
      rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
  }
  std::vector<fs::path> fetched = {"/var/lib/assay/runsc"};
  if (const char* data = std::getenv("XDG_DATA_HOME")) {
    fetched.push_back(fs::path(data) / "assay/runsc");
  } else if (const char* home = std::getenv("HOME")) {
    fetched.push_back(fs::path(home) / ".local/share/assay/runsc");
  }
  for (const fs::path& folder : fetched) {
    const fs::path runsc = folder / "current/usr/bin/runsc";
    if (IsProgram(runsc)) return fs::canonical(runsc);
  }
  return NotFound(
      "runsc: neither on PATH nor fetched; run sandbox/gvisor/fetch-runsc (./dev setup does)");
}

Result<std::unique_ptr<GvisorFactory>> GvisorFactory::Create(GvisorOptions options) {
  if (options.runsc.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.runsc, FindRunsc());
  }
  if (options.agent.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.agent, FindHelper("assay-agent"));
  }
  if (options.guard.empty()) {
    ASSAY_ASSIGN_OR_RETURN(options.guard, FindHelper("assay-runsc-guard"));
  }
  ASSAY_ASSIGN_OR_RETURN(auto folder, gvisor::AgentFolder::Make(options.agent));
  auto shared = std::make_shared<Shared>(std::move(folder));
  shared->tree = options.cgroups;
  if (shared->tree == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(shared->own_tree, CgroupTree::Open());
    shared->tree = shared->own_tree.get();
  }
  shared->options = std::move(options);
  return std::unique_ptr<GvisorFactory>(new GvisorFactory(std::move(shared)));
}

Result<std::unique_ptr<Sandbox>> GvisorFactory::Create(const SandboxSpec& spec) {
  const GvisorOptions& options = shared_->options;
  std::error_code missing;
  const bool erofs = options.use_erofs && !spec.image.erofs.empty();
  if (erofs ? !fs::is_regular_file(spec.image.erofs, missing)
            : !fs::is_directory(spec.image.rootfs, missing)) {
    return NotFound("image " + spec.image.name + ": no root at " +
                    (erofs ? spec.image.erofs : spec.image.rootfs).string() +
                    "; build it with ./dev images");
  }
  const std::string name = "gvisor-" + std::to_string(shared_->next++);
  ASSAY_ASSIGN_OR_RETURN(Cgroup group, shared_->tree->Create(name));
  ASSAY_RETURN_IF_ERROR(group.SetMemoryLimit(kStartMemory + spec.max_memory_bytes));
  ASSAY_RETURN_IF_ERROR(group.SetPidsLimit(kStartTasks));

  // What the guard removes should this process die: the same folder in every hierarchy.
  std::vector<std::string> folders;
  std::string tree_name = "assay." + std::to_string(::getpid());
  if (group.v2_dir_fd() >= 0) {
    std::error_code error;
    const fs::path v2 =
        fs::read_symlink("/proc/self/fd/" + std::to_string(group.v2_dir_fd()), error);
    if (!error) {
      folders.push_back(v2.string());
      tree_name = v2.parent_path().filename();
    }
  }
  for (const auto& v1 : shared_->tree->support().v1_parents) {
    folders.push_back((v1.parent / tree_name / name).string());
  }

  gvisor::LaunchSpec launch;
  launch.runsc = options.runsc;
  launch.guard = options.guard;
  launch.agent_folder = shared_->agent_folder.path();
  launch.platform = options.platform;
  launch.extra_flags = options.extra_flags;
  launch.image = spec.image;
  launch.use_erofs = options.use_erofs;
  launch.disk = spec.disk;
  ASSAY_ASSIGN_OR_RETURN(auto process,
                         gvisor::RunscProcess::Start(launch, std::move(group), folders));
  auto box = std::make_unique<gvisor::GvisorSandbox>(std::move(process), spec);
  ASSAY_RETURN_IF_ERROR(box->Greet());
  if (options.warm_up) {
    for (const auto& command : spec.image.warm_up) {
      RunSpec run;
      run.argv = command;
      run.limits.memory_bytes = spec.max_memory_bytes;
      run.limits.cpu = run.limits.wall = std::chrono::seconds(30);
      ASSAY_ASSIGN_OR_RETURN(const Outcome outcome, box->Run(run));
      if (!outcome.Succeeded()) {
        return FailedPrecondition("image " + spec.image.name + ": warm-up command " + command[0] +
                                  ": " + Describe(outcome) + ": " + outcome.err);
      }
    }
  }
  return std::unique_ptr<Sandbox>(std::move(box));
}

}  // namespace assay::sandbox
