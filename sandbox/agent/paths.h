#pragma once

// Where things stand inside the guest: only in folders that every image has, so that runsc need not
// make mount points in an image on the host's disk.
namespace assay::sandbox::agent {

constexpr char kAgentDir[] = "/run";  // read-only bind mount: the agent
constexpr char kAgentPath[] = "/run/assay-agent";
constexpr char kWorkDir[] = "/work";    // tmpfs, the submission's files
constexpr char kScratchDir[] = "/tmp";  // tmpfs of a run: its changes to /work, and its root
constexpr char kScratchUpper[] = "/tmp/upper";
constexpr char kScratchWork[] = "/tmp/index";
constexpr char kScratchOverlay[] = "lowerdir=/work,upperdir=/tmp/upper,workdir=/tmp/index";
// What a program sees as "/": the image, bound here. A process in a chroot can make no user
// namespace, in which it would have every capability, and gVisor would exempt it from RLIMIT_NPROC.
constexpr char kRunRoot[] = "/tmp/root";

}  // namespace assay::sandbox::agent
