#include "tests/hostile/residue.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/files.h"

namespace assay::hostile {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Lines(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string Link(const fs::path& path) {
  std::error_code error;
  return fs::read_symlink(path, error);
}

std::vector<std::string> Names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    names.push_back(entry.path().filename());
  return names;
}

bool IsNumber(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void Processes(Snapshot* all) {
  auto& processes = (*all)["processes"];
  auto& namespaces = (*all)["namespaces"];
  std::set<std::string> seen;
  for (const std::string& pid : Names("/proc")) {
    if (!IsNumber(pid)) continue;
    const fs::path folder = "/proc/" + pid;
    const auto name = Lines(folder / "comm");
    if (name.empty()) continue;  // it ended meanwhile
    std::string state;
    for (const std::string& line : Lines(folder / "status")) {
      if (line.rfind("State:", 0) == 0 && line.find('Z') != std::string::npos) state = " (zombie)";
    }
    processes.insert(pid + " " + name[0] + state);
    for (const char* kind : {"net", "mnt", "ipc", "uts", "user", "cgroup", "pid_for_children"}) {
      const std::string inode = Link(folder / "ns" / kind);
      if (!inode.empty() && seen.insert(inode).second) namespaces.insert(inode);
    }
  }
}

void Folders(const fs::path& folder, std::multiset<std::string>* found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_directory(error)) continue;
    found->insert(entry.path());
    Folders(entry.path(), found);
  }
}

// Every name below `folder` on its file system; no deeper than 12 folders, and never through a
// link.
void Files(const fs::path& folder, int depth, std::multiset<std::string>* found) {
  std::error_code error;
  struct stat top {};
  if (::lstat(folder.c_str(), &top) != 0) return;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string text = entry.path();
    struct stat st {};
    if (::lstat(text.c_str(), &st) != 0) continue;
    if (S_ISREG(st.st_mode)) text += " " + std::to_string(st.st_size);
    found->insert(text);
    if (S_ISDIR(st.st_mode) && st.st_dev == top.st_dev && depth < 12)
      Files(entry.path(), depth + 1, found);
  }
}

void Mounts(Snapshot* all) {
  for (const std::string& line : Lines("/proc/self/mountinfo")) {
    std::istringstream in(line);
    std::string id, parent, device, root, point, options;
    in >> id >> parent >> device >> root >> point >> options;
    (*all)["mounts"].insert(point + " from " + root + " " + device + " " + options);
  }
}

void Descriptors(Snapshot* all) {
  const std::string self = "/proc/" + std::to_string(::getpid()) + "/fd";
  for (const std::string& fd : Names("/proc/self/fd")) {
    const std::string target = Link("/proc/self/fd/" + fd);
    if (target.empty() || target == self) continue;  // the listing's own
    (*all)["descriptors"].insert(fd + " " + target);
  }
}

void Sockets(Snapshot* all) {
  for (const char* table : {"unix", "tcp", "tcp6", "udp", "udp6", "raw", "packet", "netlink"}) {
    const auto lines = Lines(std::string("/proc/self/net/") + table);
    for (size_t i = 1; i < lines.size(); ++i) {
      std::istringstream in(lines[i]);
      std::string text = table, word;
      // Addresses and names stand first; counters that change come later.
      const bool named = std::string(table) == "unix";
      for (int field = 0; in >> word; ++field) {
        if (named ? field == 4 || field >= 7 : field == 1 || field == 2) text += " " + word;
      }
      // The closing side of a connection lingers in TIME_WAIT (06): the kernel's, not the
      // sandbox's.
      if (!named && lines[i].find(" 06 ") != std::string::npos) continue;
      (*all)["sockets"].insert(text);
    }
  }
}

void Shared(Snapshot* all) {
  for (const char* table : {"shm", "msg", "sem"}) {
    const auto lines = Lines(std::string("/proc/sysvipc/") + table);
    for (size_t i = 1; i < lines.size(); ++i)
      (*all)["sysv"].insert(table + std::string(" ") + lines[i]);
  }
  // Keys of root's belong to whoever works on this machine; a sandbox's user has none before and
  // none after.
  for (const std::string& line : Lines("/proc/key-users")) {
    if (line.find(" 0:") == std::string::npos) (*all)["keys"].insert(line);
  }
}

void Switches(Snapshot* all) {
  for (const char* path :
       {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug",
        "/proc/sys/kernel/randomize_va_space", "/proc/sys/vm/overcommit_memory",
        "/proc/sys/kernel/hostname", "/proc/sys/net/ipv4/ip_forward"}) {
    for (const std::string& line : Lines(path))
      (*all)["switches"].insert(std::string(path) + " = " + line);
  }
}

// tmpfs pages that nothing shows any more: a detached mount that is still held somewhere. Counted
// over all groups below, in KiB.
uint64_t ShmemKib(const std::vector<std::string>& cgroup_folders) {
  for (const std::string& folder : cgroup_folders) {
    for (const std::string& line : Lines(folder + "/memory.stat")) {
      std::istringstream in(line);
      std::string key;
      uint64_t bytes = 0;
      in >> key >> bytes;
      if (key == "total_shmem" || key == "shmem") {
        if (key == "shmem" && folder.find("/memory/") != std::string::npos)
          continue;  // v1: without children
        return bytes / 1024;
      }
    }
  }
  return 0;
}

constexpr const char* kTmpfs = "tmpfs-kib";
constexpr uint64_t kTmpfsSlackKib = 256;  // per-processor counters of the kernel lag behind

bool Remade(const std::string& kind) {
  return kind == "processes" || kind == "descriptors" || kind == "namespaces" ||
         kind == "cgroups" || kind == "sockets" || kind == "mounts" || kind == "files";
}

std::vector<std::string> Compare(const Snapshot& before, const Snapshot& after, bool count_remade) {
  std::vector<std::string> lines;
  for (const auto& [kind, now] : after) {
    const auto found = before.find(kind);
    const std::multiset<std::string> none;
    const std::multiset<std::string>& then = found == before.end() ? none : found->second;
    if (kind == kTmpfs) {
      const uint64_t was = then.empty() ? 0 : std::stoull(*then.begin());
      const uint64_t is = std::stoull(*now.begin());
      if (is > was + kTmpfsSlackKib) {
        lines.push_back("tmpfs: " + std::to_string(was) + " KiB became " + std::to_string(is) +
                        " KiB");
      }
      continue;
    }
    std::vector<std::string> more, less;
    std::set_difference(now.begin(), now.end(), then.begin(), then.end(), std::back_inserter(more));
    std::set_difference(then.begin(), then.end(), now.begin(), now.end(), std::back_inserter(less));
    if (count_remade && Remade(kind)) {
      if (now.size() <= then.size()) continue;
      lines.push_back(kind + ": " + std::to_string(then.size()) + " became " +
                      std::to_string(now.size()) +
                      (more.empty() ? "" : ", one is " + more.front()));
      continue;
    }
    for (const std::string& item : more) lines.push_back(kind + ": + " + item);
    for (const std::string& item : less) lines.push_back(kind + ": - " + item);
  }
  return lines;
}

}  // namespace

Snapshot TakeSnapshot(const std::vector<std::string>& cgroup_folders) {
  Snapshot all;
  for (const char* kind : {"processes", "cgroups", "mounts", "namespaces", "sysv", "keys", "files",
                           "descriptors", "sockets", "switches"}) {
    all[kind];
  }
  Processes(&all);
  for (const std::string& folder : cgroup_folders) Folders(folder, &all["cgroups"]);
  Mounts(&all);
  for (const char* folder : {"/tmp", "/run", "/run/mqueue", "/dev/shm"})
    Files(folder, 0, &all["files"]);
  Descriptors(&all);
  Sockets(&all);
  Shared(&all);
  Switches(&all);
  all[kTmpfs].insert(std::to_string(ShmemKib(cgroup_folders)));
  return all;
}

std::vector<std::string> Differences(const Snapshot& before, const Snapshot& after) {
  return Compare(before, after, /*count_remade=*/false);
}

std::vector<std::string> Growth(const Snapshot& before, const Snapshot& after) {
  return Compare(before, after, /*count_remade=*/true);
}

}  // namespace assay::hostile
