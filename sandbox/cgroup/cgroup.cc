#include "sandbox/cgroup/cgroup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "common/files.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

Status WriteControl(int dir, const char* file, std::string_view value, const fs::path& path) {
  const UniqueFd fd(::openat(dir, file, O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus((path / file).string(), errno);
  if (::write(fd.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
    return ErrnoStatus((path / file).string() + " = " + std::string(value), errno);
  }
  return OkStatus();
}

// Reads a small control file into `buffer`; empty on failure.
std::string_view ReadControl(int fd, char* buffer, size_t size) {
  const ssize_t n = ::pread(fd, buffer, size, 0);
  return n > 0 ? std::string_view(buffer, static_cast<size_t>(n)) : std::string_view();
}

std::string_view ReadControlAt(int dir, const char* file, char* buffer, size_t size) {
  const UniqueFd fd(::openat(dir, file, O_RDONLY | O_CLOEXEC));
  return fd.valid() ? ReadControl(fd.get(), buffer, size) : std::string_view();
}

uint64_t ParseNumber(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The number after `key` and a space at the beginning of a line; 0 when there is none.
uint64_t Field(std::string_view text, std::string_view key) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.size() > key.size() && line.substr(0, key.size()) == key && line[key.size()] == ' ') {
      return ParseNumber(line.substr(key.size() + 1));
    }
    at = end + 1;
  }
  return 0;
}

// True when there was one.
bool KillListed(int dir) {
  const UniqueFd fd(::openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return false;
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(n));
  }
  bool found = false;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const auto pid = static_cast<pid_t>(ParseNumber(std::string_view(text).substr(at, end - at)));
    if (pid > 1) {
      ::kill(pid, SIGKILL);
      found = true;
    }
    at = end + 1;
  }
  return found;
}

bool Listed(int dir) {
  char buffer[64];
  return !ReadControlAt(dir, "cgroup.procs", buffer, sizeof buffer).empty();
}

}  // namespace

Result<Cgroup::Hierarchy> Cgroup::Make(const Hierarchy& parent, const std::string& name) {
  Hierarchy made{parent.controllers, {}, parent.dir.get(), name, parent.path / name};
  if (::mkdirat(made.parent, name.c_str(), 0755) != 0)
    return ErrnoStatus(made.path.string(), errno);
  made.dir.reset(::openat(made.parent, name.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC));
  if (!made.dir.valid()) return ErrnoStatus(made.path.string(), errno);
  return made;
}

// A dying task leaves its group shortly after its parent could reap it, so rmdir may say EBUSY for
// a moment: bounded by 2 s of short waits.
Status Cgroup::Remove(const Hierarchy& hierarchy) {
  for (int attempt = 0;; ++attempt) {
    if (::unlinkat(hierarchy.parent, hierarchy.name.c_str(), AT_REMOVEDIR) == 0 ||
        errno == ENOENT) {
      return OkStatus();
    }
    if (errno != EBUSY || attempt >= 400) return ErrnoStatus(hierarchy.path.string(), errno);
    ::usleep(attempt < 20 ? 100 : 5000);
  }
}

void Cgroup::RemoveChildren(const fs::path& folder) {
  std::error_code error;
  for (const auto& child : fs::directory_iterator(folder, error)) {
    if (!child.is_directory(error)) continue;
    const UniqueFd dir(::open(child.path().c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC));
    // Busy, and nobody to kill: a process of another PID namespace is in it, and is not ours.
    if (dir.valid() && KillListed(dir.get())) {
      std::ignore = Remove({"", {}, AT_FDCWD, child.path(), child.path()});
    } else {
      std::ignore = ::rmdir(child.path().c_str());
    }
  }
}

Cgroup::Cgroup(Cgroup&&) noexcept = default;

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  if (this != &other) {
    std::ignore = Remove();
    v1_ = std::move(other.v1_);
    v2_ = std::move(other.v2_);
    v2_memory_ = other.v2_memory_;
    v2_pids_ = other.v2_pids_;
    cpu_fd_ = std::move(other.cpu_fd_);
    memory_fd_ = std::move(other.memory_fd_);
    oom_fd_ = std::move(other.oom_fd_);
    peak_fd_ = std::move(other.peak_fd_);
    pids_fd_ = std::move(other.pids_fd_);
    cpu_is_v2_ = other.cpu_is_v2_;
    memory_limit_ = other.memory_limit_;
    pids_limit_ = other.pids_limit_;
    other.v1_.clear();
  }
  return *this;
}

Cgroup::~Cgroup() {
  if (v1_.empty() && !v2_.dir.valid()) return;
  if (!Empty()) std::ignore = KillAll();
  std::ignore = Remove();
}

const Cgroup::Hierarchy* Cgroup::FindV1(std::string_view controller) const {
  for (const Hierarchy& h : v1_) {
    if (h.controllers.find(controller) != std::string::npos) return &h;
  }
  return nullptr;
}

Status Cgroup::WidenLimits(uint64_t memory_bytes, uint64_t tasks) {
  if (memory_limit_ < memory_bytes) ASSAY_RETURN_IF_ERROR(SetMemoryLimit(memory_bytes));
  return pids_limit_ < tasks ? SetPidsLimit(tasks) : OkStatus();
}

Status Cgroup::SetMemoryLimit(uint64_t bytes) {
  if (bytes == memory_limit_) return OkStatus();
  memory_limit_ = UINT64_MAX;  // unknown while, and if, a write fails
  ASSAY_RETURN_IF_ERROR(WriteMemoryLimit(bytes));
  memory_limit_ = bytes;
  return OkStatus();
}

Status Cgroup::WriteMemoryLimit(uint64_t bytes) {
  const std::string value = std::to_string(bytes);
  if (v2_memory_) {
    ASSAY_RETURN_IF_ERROR(WriteControl(v2_.dir.get(), "memory.max", value, v2_.path));
    // Without swap accounting the file is missing, and then there is nothing to limit.
    const Status swap = WriteControl(v2_.dir.get(), "memory.swap.max", "0", v2_.path);
    if (!swap.ok() && swap.code() != StatusCode::kNotFound) return swap;
    std::ignore = WriteControl(v2_.dir.get(), "memory.oom.group", "1", v2_.path);
    return OkStatus();
  }
  const Hierarchy* memory = FindV1("memory");
  if (memory == nullptr) return FailedPrecondition("no memory controller for this group");
  // memory+swap may not be below memory: raise it first when the limit grows, lower it after when
  // it shrinks.
  const Status early =
      WriteControl(memory->dir.get(), "memory.memsw.limit_in_bytes", value, memory->path);
  ASSAY_RETURN_IF_ERROR(
      WriteControl(memory->dir.get(), "memory.limit_in_bytes", value, memory->path));
  if (early.ok() || early.code() == StatusCode::kNotFound) return OkStatus();
  return WriteControl(memory->dir.get(), "memory.memsw.limit_in_bytes", value, memory->path);
}

Status Cgroup::SetPidsLimit(uint64_t tasks) {
  if (tasks == pids_limit_) return OkStatus();
  ASSAY_RETURN_IF_ERROR(WritePidsLimit(tasks));
  pids_limit_ = tasks;
  return OkStatus();
}

Status Cgroup::WritePidsLimit(uint64_t tasks) {
  const std::string value = std::to_string(tasks);
  if (v2_pids_) return WriteControl(v2_.dir.get(), "pids.max", value, v2_.path);
  const Hierarchy* pids = FindV1("pids");
  if (pids == nullptr) return FailedPrecondition("no pids controller for this group");
  return WriteControl(pids->dir.get(), "pids.max", value, pids->path);
}

Status Cgroup::Attach(pid_t pid) {
  if (v2_.dir.valid()) {
    ASSAY_RETURN_IF_ERROR(
        WriteControl(v2_.dir.get(), "cgroup.procs", std::to_string(pid), v2_.path));
  }
  return AttachV1(pid);
}

Status Cgroup::AttachV1(pid_t pid) {
  for (const Hierarchy& h : v1_) {
    ASSAY_RETURN_IF_ERROR(WriteControl(h.dir.get(), "cgroup.procs", std::to_string(pid), h.path));
  }
  return OkStatus();
}

Result<Nanoseconds> Cgroup::CpuTime() const {
  char buffer[1024];
  const std::string_view text = ReadControl(cpu_fd_.get(), buffer, sizeof buffer);
  if (text.empty()) return Internal("cannot read the CPU time of " + v2_.path.string());
  if (cpu_is_v2_) return Nanoseconds(std::chrono::microseconds(Field(text, "usage_usec")));
  return Nanoseconds(ParseNumber(text));
}

Result<uint64_t> Cgroup::MemoryBytes() const {
  char buffer[64];
  const std::string_view text = ReadControl(memory_fd_.get(), buffer, sizeof buffer);
  if (text.empty()) return Internal("cannot read the memory use of a group");
  return ParseNumber(text);
}

Cgroup::FilePages Cgroup::ReadFilePages() const {
  char buffer[4096];
  const int dir = v2_memory_                    ? v2_.dir.get()
                  : FindV1("memory") != nullptr ? FindV1("memory")->dir.get()
                                                : -1;
  const std::string_view stat = ReadControlAt(dir, "memory.stat", buffer, sizeof buffer);
  return {Field(stat, "inactive_file") + Field(stat, "active_file"), Field(stat, "shmem")};
}

Result<CgroupUsage> Cgroup::Usage() const {
  CgroupUsage usage;
  char buffer[4096];
  if (cpu_fd_.valid()) {
    ASSAY_ASSIGN_OR_RETURN(usage.cpu, CpuTime());
  }
  if (cpu_is_v2_) {
    const std::string_view stat = ReadControl(cpu_fd_.get(), buffer, sizeof buffer);
    usage.user = std::chrono::microseconds(Field(stat, "user_usec"));
    usage.system = std::chrono::microseconds(Field(stat, "system_usec"));
  } else if (const Hierarchy* cpuacct = FindV1("cpuacct")) {
    usage.user = Nanoseconds(ParseNumber(
        ReadControlAt(cpuacct->dir.get(), "cpuacct.usage_user", buffer, sizeof buffer)));
    usage.system = usage.cpu - usage.user;
  }
  if (memory_fd_.valid()) {
    ASSAY_ASSIGN_OR_RETURN(usage.memory_bytes, MemoryBytes());
  }
  if (memory_fd_.valid()) {
    usage.peak_memory_bytes = ParseNumber(ReadControl(peak_fd_.get(), buffer, sizeof buffer));
    ASSAY_ASSIGN_OR_RETURN(usage.oom_kills, OomKills());
  }
  usage.peak_memory_bytes = std::max(usage.peak_memory_bytes, usage.memory_bytes);
  if (pids_fd_.valid()) {
    usage.pids_limit_hits = Field(ReadControl(pids_fd_.get(), buffer, sizeof buffer), "max");
  }
  return usage;
}

Result<uint64_t> Cgroup::OomKills() const {
  char buffer[1024];
  const std::string_view text = ReadControl(oom_fd_.get(), buffer, sizeof buffer);
  if (text.empty()) return FailedPrecondition("no memory controller for this group");
  return Field(text, "oom_kill");
}

Status Cgroup::ResetPeak() {
  if (v2_memory_) return WriteControl(v2_.dir.get(), "memory.peak", "0", v2_.path);
  const Hierarchy* memory = FindV1("memory");
  if (memory == nullptr) return FailedPrecondition("no memory controller for this group");
  return WriteControl(memory->dir.get(), "memory.max_usage_in_bytes", "0", memory->path);
}

Status Cgroup::KillAll() {
  if (v2_.dir.valid() && WriteControl(v2_.dir.get(), "cgroup.kill", "1", v2_.path).ok())
    return OkStatus();
  // Without cgroup.kill: kill what is listed until nothing is. The pids limit of zero stops a fork
  // bomb from outrunning the loop.
  std::ignore = SetPidsLimit(0);
  for (int attempt = 0; attempt < 1000 && !Empty(); ++attempt) {
    if (v2_.dir.valid()) KillListed(v2_.dir.get());
    for (const Hierarchy& h : v1_) KillListed(h.dir.get());
    ::usleep(attempt < 10 ? 200 : 2000);
  }
  return Empty() ? OkStatus() : Internal("processes in " + v2_.path.string() + " survive SIGKILL");
}

bool Cgroup::Empty() const {
  if (v2_.dir.valid() && Listed(v2_.dir.get())) return false;
  for (const Hierarchy& h : v1_) {
    if (Listed(h.dir.get())) return false;
  }
  return true;
}

Status Cgroup::Remove() {
  Status status;
  const auto remove = [&status](const Hierarchy& hierarchy) {
    Status one = Remove(hierarchy);
    if (!one.ok()) status = std::move(one);
  };
  for (const Hierarchy& h : v1_) remove(h);
  if (v2_.dir.valid()) remove(v2_);
  if (status.ok()) {
    v1_.clear();
    v2_ = {};
  }
  return status;
}

Result<Cgroup::Hierarchy> CgroupTree::OpenFolder(const std::string& controllers,
                                                 const fs::path& parent, const std::string& name,
                                                 UniqueFd& parent_fd) {
  parent_fd.reset(::open(parent.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC));
  if (!parent_fd.valid()) return ErrnoStatus(parent.string(), errno);
  Cgroup::Hierarchy folder{controllers, {}, parent_fd.get(), name, parent / name};
  if (::mkdirat(parent_fd.get(), name.c_str(), 0755) != 0) {
    if (errno != EEXIST) return ErrnoStatus(folder.path.string(), errno);
    // The name is this process's: what is in it, a dead one with the same pid has left.
    Cgroup::RemoveChildren(folder.path);
  }
  folder.dir.reset(::openat(parent_fd.get(), name.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC));
  if (!folder.dir.valid()) return ErrnoStatus(folder.path.string(), errno);
  return folder;
}

Result<std::unique_ptr<CgroupTree>> CgroupTree::Open(const CgroupOptions& options) {
  std::unique_ptr<CgroupTree> tree(new CgroupTree());
  tree->support_ = Probe(options);
  if (!tree->support_.Enforceable() || (!tree->support_.v2_tree && !tree->support_.v1_cpuacct)) {
    std::string why = "limits cannot be enforced on this host, so nothing is run:";
    for (const std::string& problem : tree->support_.problems) why += "\n  " + problem;
    return FailedPrecondition(std::move(why));
  }
  tree->name_ = options.name.empty() ? "assay." + std::to_string(::getpid()) : options.name;
  for (const auto& v1 : tree->support_.v1_parents) {
    UniqueFd& parent = tree->parents_.emplace_back();
    ASSAY_ASSIGN_OR_RETURN(auto folder, OpenFolder(v1.controllers, v1.parent, tree->name_, parent));
    tree->v1_.push_back(std::move(folder));
  }
  if (tree->support_.v2_tree) {
    UniqueFd& parent = tree->parents_.emplace_back();
    ASSAY_ASSIGN_OR_RETURN(tree->v2_,
                           OpenFolder("", tree->support_.v2_parent, tree->name_, parent));
    if (tree->support_.v2_memory) {
      ASSAY_RETURN_IF_ERROR(WriteControl(tree->v2_.dir.get(), "cgroup.subtree_control",
                                         "+memory +pids", tree->v2_.path));
    }
  }
  tree->SweepStale();
  return tree;
}

CgroupTree::~CgroupTree() {
  for (const Cgroup::Hierarchy& folder : v1_) std::ignore = Cgroup::Remove(folder);
  if (v2_.dir.valid()) std::ignore = Cgroup::Remove(v2_);
}

Result<Cgroup> CgroupTree::Create(const std::string& name) {
  Cgroup group;
  for (const Cgroup::Hierarchy& folder : v1_) {
    ASSAY_ASSIGN_OR_RETURN(auto made, Cgroup::Make(folder, name));
    group.v1_.push_back(std::move(made));
  }
  if (v2_.dir.valid()) {
    ASSAY_ASSIGN_OR_RETURN(group.v2_, Cgroup::Make(v2_, name));
    group.v2_memory_ = support_.v2_memory;
    group.v2_pids_ = support_.v2_pids;
  }
  group.cpu_is_v2_ = group.v2_.dir.valid();
  const auto open_counter = [](UniqueFd& fd, const Cgroup::Hierarchy* hierarchy, const char* file) {
    if (hierarchy == nullptr || !hierarchy->dir.valid())
      return true;  // this part has no such counter
    fd.reset(::openat(hierarchy->dir.get(), file, O_RDONLY | O_CLOEXEC));
    return fd.valid();
  };
  const bool cpu = group.cpu_is_v2_
                       ? open_counter(group.cpu_fd_, &group.v2_, "cpu.stat")
                       : open_counter(group.cpu_fd_, group.FindV1("cpuacct"), "cpuacct.usage");
  const Cgroup::Hierarchy* memory = group.v2_memory_ ? &group.v2_ : group.FindV1("memory");
  const Cgroup::Hierarchy* pids = group.v2_pids_ ? &group.v2_ : group.FindV1("pids");
  const bool v2 = group.v2_memory_;
  if (!cpu ||
      !open_counter(group.memory_fd_, memory, v2 ? "memory.current" : "memory.usage_in_bytes") ||
      !open_counter(group.peak_fd_, memory, v2 ? "memory.peak" : "memory.max_usage_in_bytes") ||
      !open_counter(group.oom_fd_, memory, v2 ? "memory.events" : "memory.oom_control") ||
      !open_counter(group.pids_fd_, pids, "pids.events")) {
    return Internal("a new group " + name + " lacks one of its CPU, memory and pids counters");
  }
  return group;
}

void CgroupTree::SweepStale() const {
  std::vector<fs::path> parents;
  for (const auto& v1 : support_.v1_parents) parents.push_back(v1.parent);
  if (!support_.v2_parent.empty()) parents.push_back(support_.v2_parent);
  for (const fs::path& parent : parents) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent, error)) {
      const std::string name = entry.path().filename();
      if (name.rfind("assay.", 0) != 0 || name == name_) continue;
      const auto pid = static_cast<pid_t>(ParseNumber(std::string_view(name).substr(6)));
      if (pid <= 1 || ::kill(pid, 0) == 0 || errno != ESRCH) continue;
      Cgroup::RemoveChildren(entry.path());
      std::ignore = ::rmdir(entry.path().c_str());
    }
  }
}

}  // namespace assay::sandbox
