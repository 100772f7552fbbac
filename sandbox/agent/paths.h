#pragma once

// Where things stand inside the guest. The OCI configuration that the worker writes makes the mount points.
namespace assay::sandbox::agent {

constexpr char kAgentDir[] = "/.assay";              // read-only bind mount: the agent
constexpr char kAgentPath[] = "/.assay/assay-agent";
constexpr char kWorkDir[] = "/work";                 // tmpfs, the submission's files
constexpr char kScratchDir[] = "/.assay-scratch";    // tmpfs of a run, its changes to /work
constexpr char kScratchUpper[] = "/.assay-scratch/upper";
constexpr char kScratchWork[] = "/.assay-scratch/work";
constexpr char kScratchOverlay[] =
    "lowerdir=/work,upperdir=/.assay-scratch/upper,workdir=/.assay-scratch/work";

}  // namespace assay::sandbox::agent
