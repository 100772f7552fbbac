#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

// What a sandbox could leave behind on its (virtual) host: looked at before and after, and
// compared.
namespace assay::hostile {

// What was seen, by kind: "processes", "cgroups", "mounts", "namespaces", "sysv", "keys", "files"
// (queues of POSIX too), "descriptors", "sockets", "switches", "tmpfs-kib".
using Snapshot = std::map<std::string, std::multiset<std::string>>;

// Of the process's own pid, mount, ipc and network namespaces. `cgroup_folders` and all below them
// are listed.
Snapshot TakeSnapshot(const std::vector<std::string>& cgroup_folders);

// One line for each thing that appeared or vanished: "processes: + 7 sleep". Empty: nothing was
// left.
std::vector<std::string> Differences(const Snapshot& before, const Snapshot& after);

// The same for a factory that lives on and keeps a pool: things that it may have made anew
// (processes, descriptors, namespaces, groups, and mounts and sockets of theirs) are counted
// instead of named, and may not become more.
std::vector<std::string> Growth(const Snapshot& before, const Snapshot& after);

}  // namespace assay::hostile
