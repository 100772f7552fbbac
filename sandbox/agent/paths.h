#pragma once

// Where things stand inside the guest. The OCI configuration that the worker writes makes the mount
// points.
namespace assay::sandbox::agent {

constexpr char kAgentDir[] = "/.assay";  // read-only bind mount: the agent
constexpr char kAgentPath[] = "/.assay/assay-agent";
constexpr char kWorkDir[] = "/work";  // tmpfs, the submission's files
constexpr char kScratchDir[] =
    "/.assay-scratch";  // tmpfs of a run: its changes to /work, and its root
constexpr char kScratchUpper[] = "/.assay-scratch/upper";
constexpr char kScratchWork[] = "/.assay-scratch/work";
constexpr char kScratchOverlay[] =
    "lowerdir=/work,upperdir=/.assay-scratch/upper,workdir=/.assay-scratch/work";
// What a program sees as "/": the image, bound here. A process in a chroot can make no user
// namespace, in which it would have every capability, and gVisor would exempt it from RLIMIT_NPROC.
constexpr char kRunRoot[] = "/.assay-scratch/root";

}  // namespace assay::sandbox::agent
