// What this host has: reads mountinfo and /proc/self/cgroup, makes nothing.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "common/files.h"
#include "sandbox/cgroup/cgroup.h"

namespace assay::sandbox {
namespace {

namespace fs = std::filesystem;

struct Mount {
  fs::path root;  // which part of the hierarchy is mounted
  fs::path point;
};

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

bool Has(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<std::string> Words(const fs::path& file) {
  auto text = ReadFile(file, 65536);
  if (!text.ok()) return {};
  std::istringstream in(*text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// Empty when groups can be made in `folder`, else what to do about it.
std::string WhyNotWritable(const fs::path& folder) {
  if (::access(folder.c_str(), W_OK) == 0) return {};
  const std::string name = folder.lexically_normal().string();
  if (errno == EROFS) {
    return name +
           " is mounted read-only: remount it (mount -o remount,rw), or give the container "
           "a writable /sys/fs/cgroup (privileged, or its own cgroup namespace)";
  }
  return name + " is not writable (" + std::strerror(errno) +
         "): run as root or in a group delegated to this user";
}

// The folder of the own group as it is seen through a mount: a container sees part of the
// hierarchy.
fs::path Resolve(const Mount& mount, const std::string& group) {
  const std::string root = mount.root == "/" ? "" : mount.root.string();
  if (!root.empty() && group.rfind(root, 0) == 0)
    return mount.point / ("." + group.substr(root.size()));
  const fs::path full = mount.point / ("." + group);
  std::error_code error;
  return fs::exists(full, error) ? full : mount.point;
}

bool KernelAtLeast(int major, int minor) {
  utsname name{};
  int have_major = 0, have_minor = 0;
  if (::uname(&name) != 0 || std::sscanf(name.release, "%d.%d", &have_major, &have_minor) != 2)
    return false;
  return have_major > major || (have_major == major && have_minor >= minor);
}

void ProbeV2(const fs::path& own, const fs::path& top, CgroupSupport& support) {
  std::error_code error;
  support.v2_tree = true;
  const std::vector<std::string> at_top = Words(top / "cgroup.controllers");
  if (!Has(at_top, "memory") && !Has(at_top, "pids")) {
    support.v2_parent = own;  // hybrid: no limits from v2, but kill, CPU time and CLONE_INTO_CGROUP
  } else {
    // A group with processes in it cannot give controllers to its children, unless it is the top
    // one.
    for (const fs::path& candidate : {own, own.parent_path(), top}) {
      const std::vector<std::string> given = Words(candidate / "cgroup.subtree_control");
      if (Has(given, "memory") && Has(given, "pids")) {
        support.v2_parent = candidate;
        support.v2_memory = support.v2_pids = true;
        break;
      }
      if (candidate == top) break;
    }
    if (support.v2_parent.empty()) {
      support.v2_parent = own;
      support.problems.push_back("cgroup v2: neither " + own.lexically_normal().string() + " nor " +
                                 top.string() +
                                 " gives memory and pids to its children. Start the service with "
                                 "systemd's Delegate=yes, or as root: "
                                 "echo '+memory +pids' > " +
                                 (top / "cgroup.subtree_control").string());
    }
  }
  // The top group itself has no cgroup.kill and may have no children to look at: then the version
  // tells.
  support.v2_kill = fs::exists(own / "cgroup.kill", error) || KernelAtLeast(5, 14);
  const std::string why_not = WhyNotWritable(support.v2_parent);
  if (!why_not.empty()) {
    support.problems.push_back("cgroup v2: " + why_not);
    support.v2_memory = support.v2_pids = support.v2_tree = false;
  }
}

}  // namespace

std::string CgroupSupport::layout() const {
  const bool v1 = v1_memory || v1_pids;
  if (v2_memory && !v1) return "v2";
  if (v1 && v2_tree) return "hybrid";
  return v1 ? "v1" : "none";
}

CgroupSupport CgroupTree::Probe(const CgroupOptions& options) {
  CgroupSupport support;
  std::map<std::string, Mount> v1_mounts;  // by controller
  Mount v2_mount;
  {
    std::ifstream in(options.proc_self_mountinfo);
    for (std::string line; std::getline(in, line);) {
      const size_t dash = line.find(" - ");
      if (dash == std::string::npos) continue;
      const std::vector<std::string> before = Split(line.substr(0, dash), ' ');
      const std::vector<std::string> after = Split(line.substr(dash + 3), ' ');
      if (before.size() < 5 || after.size() < 3) continue;
      const Mount mount{before[3], before[4]};
      if (after[0] == "cgroup2" && v2_mount.point.empty()) v2_mount = mount;
      if (after[0] == "cgroup") {
        for (const std::string& option : Split(after[2], ',')) v1_mounts.emplace(option, mount);
      }
    }
  }
  std::map<std::string, std::string> groups;  // by controller; "" is v2
  {
    std::ifstream in(options.proc_self_cgroup);
    for (std::string line; std::getline(in, line);) {
      const size_t first = line.find(':');
      const size_t second = line.find(':', first + 1);
      if (first == std::string::npos || second == std::string::npos) continue;
      const std::string controllers = line.substr(first + 1, second - first - 1);
      const std::string group = line.substr(second + 1);
      if (controllers.empty()) groups[""] = group;
      for (const std::string& controller : Split(controllers, ',')) groups[controller] = group;
    }
  }
  if (!v2_mount.point.empty()) {
    ProbeV2(Resolve(v2_mount, groups[""]), v2_mount.point, support);
  }
  const auto use_v1 = [&](const std::string& controller) {
    const auto mount = v1_mounts.find(controller);
    if (mount == v1_mounts.end()) return false;
    const fs::path parent = Resolve(mount->second, groups[controller]).lexically_normal();
    const std::string why_not = WhyNotWritable(parent);
    if (!why_not.empty()) {
      support.problems.push_back("cgroup v1: " + why_not);
      return false;
    }
    for (auto& known : support.v1_parents) {
      if (known.parent == parent) {
        known.controllers += "," + controller;
        return true;
      }
    }
    support.v1_parents.push_back({controller, parent});
    return true;
  };
  if (!support.v2_memory) support.v1_memory = use_v1("memory");
  if (!support.v2_pids) support.v1_pids = use_v1("pids");
  if (!support.v2_tree) support.v1_cpuacct = use_v1("cpuacct");
  std::error_code error;
  for (const auto& v1 : support.v1_parents) {
    if (v1.controllers.find("memory") != std::string::npos) {
      support.swap_limited = fs::exists(v1.parent / "memory.memsw.limit_in_bytes", error);
    }
  }
  if (support.v2_memory) support.swap_limited = true;
  // Only where nothing above has said more.
  const bool v2_is_named = !v2_mount.point.empty() && !support.problems.empty();
  const auto lacks = [&](const char* controller) {
    return !v2_is_named && !v1_mounts.contains(controller);
  };
  if (!support.v2_memory && !support.v1_memory && lacks("memory")) {
    support.problems.push_back(
        "no memory controller: neither cgroup v1 nor v2 can limit memory here");
  }
  if (!support.v2_pids && !support.v1_pids && lacks("pids")) {
    support.problems.push_back(
        "no pids controller: neither cgroup v1 nor v2 can limit processes here");
  }
  if (!support.v2_tree && !support.v1_cpuacct && lacks("cpuacct")) {
    support.problems.push_back(
        "no cgroup v2 tree and no cpuacct controller: CPU time cannot be measured");
  }
  return support;
}

}  // namespace assay::sandbox
