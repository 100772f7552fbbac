#include "sandbox/tool/doctor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "common/files.h"
#include "common/unique_fd.h"
#include "runtime-images/image_store.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/gvisor/gvisor.h"
#include "sandbox/native/native.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNativeWorks = "native backend";
constexpr const char* kGvisorWorks = "gvisor backend";

void Kernel(std::vector<Diagnosis>& out) {
  utsname name{};
  ::uname(&name);
  int major = 0, minor = 0;
  std::sscanf(name.release, "%d.%d", &major, &minor);
  const bool good = major > 5 || (major == 5 && minor >= 14);
  out.push_back(
      {good ? Finding::kGood : Finding::kMissing, fmt::format("kernel {}", name.release),
       good ? "" : "5.14 or newer is needed (mount_setattr, cgroup.kill, clone3 into a cgroup)"});
}

void SystemCalls(std::vector<Diagnosis>& out) {
  uint32_t action = SECCOMP_RET_USER_NOTIF;
  const bool notify = ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
  out.push_back({notify ? Finding::kGood : Finding::kMissing, "seccomp with user notification",
                 notify ? "" : "the kernel needs CONFIG_SECCOMP_FILTER"});
  const UniqueFd tmpfs(::fsopen("tmpfs", FSOPEN_CLOEXEC));
  out.push_back({tmpfs.valid() ? Finding::kGood : Finding::kMissing,
                 "new mount API (fsopen, open_tree)",
                 tmpfs.valid() ? ""
                               : "needs CAP_SYS_ADMIN on the host: run as root, not in a user "
                                 "namespace; a container must be privileged"});
  for (const char* space : {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup"}) {
    std::error_code error;
    if (!fs::exists(fmt::format("/proc/self/ns/{}", space), error)) {
      out.push_back({Finding::kMissing, fmt::format("{} namespaces", space),
                     "the kernel was built without them"});
    }
  }
  const auto filesystems = ReadFile("/proc/filesystems");
  const bool overlay = filesystems.ok() && filesystems->find("overlay") != std::string::npos;
  out.push_back({overlay ? Finding::kGood : Finding::kMissing, "overlayfs",
                 overlay ? "" : "modprobe overlay"});
}

void Groups(std::vector<Diagnosis>& out) {
  const CgroupSupport support = CgroupTree::Probe();
  out.push_back({support.Enforceable() ? Finding::kGood : Finding::kMissing,
                 fmt::format("control groups: {}, memory in {}, pids in {}", support.layout(),
                             support.v2_memory   ? "v2"
                             : support.v1_memory ? "v1"
                                                 : "none",
                             support.v2_pids   ? "v2"
                             : support.v1_pids ? "v1"
                                               : "none"),
                 ""});
  for (const std::string& problem : support.problems) {
    out.push_back(
        {support.Enforceable() ? Finding::kWarning : Finding::kMissing, "control groups", problem});
  }
  if (!support.Enforceable()) return;
  if (!support.v2_tree) {
    out.push_back({Finding::kWarning, "no cgroup v2 tree",
                   "runs start slower; mount one: mount -t cgroup2 none /sys/fs/cgroup/unified"});
  } else if (!support.v2_kill) {
    out.push_back(
        {Finding::kWarning, "no cgroup.kill", "Linux 5.14 has it; killing falls back to a loop"});
  }
  if (!support.swap_limited) {
    out.push_back(
        {Finding::kWarning, "swap is not limited",
         "a program may use swap beyond its memory limit: boot with swapaccount=1, or swapoff -a"});
  }
}

void Images(std::vector<Diagnosis>& out) {
  const runtime_images::ImageStore store(runtime_images::ImageStore::DefaultRoot());
  const std::vector<std::string> names = store.List();
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  out.push_back({names.empty() ? Finding::kWarning : Finding::kGood,
                 fmt::format("{} images in {}{}{}", names.size(), store.root().string(),
                             names.empty() ? "" : ": ", list),
                 names.empty() ? "build the common ones: assay-images build --common" : ""});
}

template <typename Factory>
void Backend(std::vector<Diagnosis>& out, const char* name,
             Result<std::unique_ptr<Factory>> factory) {
  out.push_back({factory.ok() ? Finding::kGood : Finding::kMissing, name,
                 factory.ok() ? "" : factory.status().message()});
}

}  // namespace

std::vector<Diagnosis> Examine() {
  std::vector<Diagnosis> out;
  Kernel(out);
  out.push_back(
      {::geteuid() == 0 ? Finding::kGood : Finding::kMissing,
       ::geteuid() == 0 ? "running as root" : "not running as root",
       ::geteuid() == 0 ? "" : "namespaces, mounts and control groups need it: use sudo"});
  SystemCalls(out);
  Groups(out);
  Backend(out, kNativeWorks, NativeFactory::Create());
  const auto runsc = FindRunsc();
  out.push_back({runsc.ok() ? Finding::kGood : Finding::kMissing,
                 runsc.ok() ? "runsc: " + runsc->string() : std::string("runsc"),
                 runsc.ok() ? "" : runsc.status().message()});
  Backend(out, kGvisorWorks, GvisorFactory::Create(GvisorOptions{}));
  Images(out);
  return out;
}

std::string ToText(const std::vector<Diagnosis>& diagnoses, bool colour) {
  std::string text;
  for (const Diagnosis& d : diagnoses) {
    const char* mark = d.finding == Finding::kGood      ? "ok"
                       : d.finding == Finding::kWarning ? "warn"
                                                        : "FAIL";
    const char* on = d.finding == Finding::kGood      ? "\033[32m"
                     : d.finding == Finding::kWarning ? "\033[33m"
                                                      : "\033[31m";
    text += fmt::format("{}{:<5}{} {}\n", colour ? on : "", mark, colour ? "\033[0m" : "", d.what);
    for (size_t at = 0; at < d.detail.size();) {
      const size_t end = std::min(d.detail.find('\n', at), d.detail.size());
      text += fmt::format("      {}\n", d.detail.substr(at, end - at));
      at = end + 1;
    }
  }
  return text;
}

int ExitCode(const std::vector<Diagnosis>& diagnoses) {
  int working = 0;
  for (const Diagnosis& d : diagnoses) {
    if ((d.what == kNativeWorks || d.what == kGvisorWorks) && d.finding == Finding::kGood)
      ++working;
  }
  return 2 - working;
}

}  // namespace assay::sandbox
