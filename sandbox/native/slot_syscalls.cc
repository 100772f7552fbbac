#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/native/seccomp_policy.h"
#include "sandbox/native/slot.h"

namespace assay::sandbox::native {
namespace {

Status Check(int result, const char* what) {
  return result == 0 ? OkStatus() : ErrnoStatus(what, errno);
}

Status LoopbackUp() {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return ErrnoStatus("socket", errno);
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return Check(::ioctl(socket.get(), SIOCSIFFLAGS, &request), "bring the loopback interface up");
}

// Makes the mount at `folder` the root of this namespace; the old root is gone with all below it.
Status EnterRoot(const char* folder) {
  ASSAY_RETURN_IF_ERROR(Check(::chdir(folder), "chdir to the new root"));
  if (::syscall(SYS_pivot_root, ".", ".") != 0) return ErrnoStatus("pivot_root", errno);
  ASSAY_RETURN_IF_ERROR(Check(::umount2(".", MNT_DETACH), "leave the old root"));
  return Check(::chdir("/"), "chdir");
}

// An empty tmpfs as root: nothing of the host, or of the last sandbox, is in sight.
Status EnterEmptyRoot() {
  ASSAY_RETURN_IF_ERROR(Check(::mount("assay", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                                      "size=64k,nr_inodes=16,mode=0755"),
                              "mount the helper's root"));
  for (const char* folder : {"/tmp/tmp", "/tmp/empty"}) {
    ASSAY_RETURN_IF_ERROR(Check(::mkdir(folder, 0755), "lay out the helper's root"));
  }
  return EnterRoot("/tmp");
}

Status EnterNewMounts() {
  ASSAY_RETURN_IF_ERROR(Check(::unshare(CLONE_NEWNS), "new mount namespace"));
  return Check(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make mounts private");
}

// As seen while /proc is mounted there.
constexpr const char* kOwnNetwork = "/tmp/self/ns/net";

// A connection whose first side to close was a server's keeps its port for a minute: the next run's
// program, which binds it without SO_REUSEADDR, would fail for what an earlier one did. Without
// room for such connections they end at once, which between two ends on one loopback harms nobody.
Status KeepNoTimeWait() {
  const UniqueFd file(::open("/tmp/sys/net/ipv4/tcp_max_tw_buckets", O_WRONLY | O_CLOEXEC));
  if (!file.valid() || ::write(file.get(), "0", 1) != 1) {
    return ErrnoStatus("net.ipv4.tcp_max_tw_buckets", errno);
  }
  return OkStatus();
}

struct Device {
  const char* name;
  unsigned minor;
};
constexpr Device kDevices[] = {
    {"null", 3}, {"zero", 5}, {"full", 7}, {"random", 8}, {"urandom", 9}};

struct Link {
  const char* name;
  const char* target;
};
constexpr Link kLinks[] = {
    {"fd", "/proc/self/fd"},
    {"stdin", "/proc/self/fd/0"},
    {"stdout", "/proc/self/fd/1"},
    {"stderr", "/proc/self/fd/2"},
    {"shm", "/tmp"},  // shm_open: fresh for each run, as /tmp is
};

Status MakeDevices() {
  ASSAY_RETURN_IF_ERROR(Check(
      ::mount("dev", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,nr_inodes=32,mode=0755"),
      "mount /dev"));
  for (const Device& device : kDevices) {
    const std::string path = std::string("/dev/") + device.name;
    if (::mknod(path.c_str(), S_IFCHR | 0666, makedev(1, device.minor)) != 0 ||
        ::chmod(path.c_str(), 0666) != 0) {
      return ErrnoStatus(path, errno);
    }
  }
  for (const Link& link : kLinks) {
    const std::string path = std::string("/dev/") + link.name;
    ASSAY_RETURN_IF_ERROR(Check(::symlink(link.target, path.c_str()), path.c_str()));
  }
  return Check(::mount(nullptr, "/dev", nullptr,
                       MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC, nullptr),
               "make /dev read-only");
}

Status AttachMount(int mount, const char* where) {
  return Check(::move_mount(mount, "", AT_FDCWD, where, MOVE_MOUNT_F_EMPTY_PATH), where);
}

}  // namespace

Result<std::unique_ptr<Slot>> Slot::Create() {
  std::unique_ptr<Slot> slot(new Slot());
  slot->host_uid_ = HostUidOf(::getpid());
  ASSAY_ASSIGN_OR_RETURN(slot->cgroups_, CgroupTree::Open());
  ASSAY_ASSIGN_OR_RETURN(slot->seccomp_, CompileSeccompPolicy());
  ASSAY_RETURN_IF_ERROR(EnterNewMounts());
  ASSAY_RETURN_IF_ERROR(EnterEmptyRoot());
  ASSAY_RETURN_IF_ERROR(slot->MakeNetwork());
  return slot;
}

Status Slot::MakeNetwork() {
  // A /proc for a moment: the host's may be read-only, as in a container.
  ASSAY_RETURN_IF_ERROR(
      Check(::mount("proc", "/tmp", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr),
            "mount /proc for the network's settings"));
  const Status status = FillNetwork();
  ASSAY_RETURN_IF_ERROR(Check(::umount2("/tmp", MNT_DETACH), "leave /proc"));
  return status;
}

Status Slot::FillNetwork() {
  if (!home_network_.valid()) {
    ASSAY_RETURN_IF_ERROR(Check(::unshare(CLONE_NEWNET), "new network namespace"));
    home_network_.reset(::open(kOwnNetwork, O_RDONLY | O_CLOEXEC));
    if (!home_network_.valid()) return ErrnoStatus(kOwnNetwork, errno);
  }
  ASSAY_RETURN_IF_ERROR(Check(::unshare(CLONE_NEWNET), "new network namespace"));
  Status status = LoopbackUp();
  if (status.ok()) status = KeepNoTimeWait();
  network_.reset(::open(kOwnNetwork, O_RDONLY | O_CLOEXEC));
  if (status.ok() && !network_.valid()) status = ErrnoStatus(kOwnNetwork, errno);
  // Back at once: who stayed would keep it alive after its sandbox.
  ASSAY_RETURN_IF_ERROR(
      Check(::setns(home_network_.get(), CLONE_NEWNET), "leave a network namespace"));
  return status;
}

Status Slot::Configure(UniqueFd image_mount, UniqueFd work_mount, uint64_t disk_bytes,
                       uint64_t disk_inodes) {
  configured_ = true;  // from here on Reset has something to undo
  ASSAY_RETURN_IF_ERROR(AttachMount(image_mount.get(), "/tmp"));
  // An overlay has inodes of its own over the pages that all slots share, so that a lock on a file
  // of the image is seen in this sandbox only. A second, empty layer is what makes it read-only.
  ASSAY_RETURN_IF_ERROR(Check(::mount("image", "/tmp", "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV,
                                      "lowerdir=/tmp:/empty,xino=off"),
                              "mount the sandbox's own view of the image"));
  ASSAY_RETURN_IF_ERROR(EnterRoot("/tmp"));
  ASSAY_RETURN_IF_ERROR(MakeDevices());
  ASSAY_RETURN_IF_ERROR(AttachMount(work_mount.get(), "/work"));
  disk_bytes_ = disk_bytes;
  disk_inodes_ = disk_inodes;
  return OkStatus();
}

Status Slot::Reset() {
  if (!configured_) return OkStatus();
  ASSAY_RETURN_IF_ERROR(EnterEmptyRoot());
  ASSAY_RETURN_IF_ERROR(MakeNetwork());
  configured_ = false;
  return OkStatus();
}

}  // namespace assay::sandbox::native
