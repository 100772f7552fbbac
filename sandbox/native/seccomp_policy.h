#pragma once

#include <linux/filter.h>

#include <string>
#include <vector>

#include "common/status.h"

// Which system calls a program in the native sandbox may make. The lists are data, in
// seccomp_policy.cc, each with its reason; anything that is on no list fails with ENOSYS, so that a
// run time which tries a new call falls back to the old one.
namespace assay::sandbox::native {

// The compiled filter, ready for seccomp(SECCOMP_SET_MODE_FILTER,
// SECCOMP_FILTER_FLAG_NEW_LISTENER). Calls that are only ever an attack, and calls through the i386
// and x32 ABIs, answer with SECCOMP_RET_USER_NOTIF: the supervisor sees which call it was, and
// kills the run.
Result<std::vector<sock_filter>> CompileSeccompPolicy();

// "x86_64/bpf(321)", "i386/getpid(20)", "x32/write(1)".
std::string DescribeSyscall(uint32_t audit_arch, int number);

}  // namespace assay::sandbox::native
