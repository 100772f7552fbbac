#include <unistd.h>

#include "runtime-images/builder/build.h"
#include "runtime-images/builder/process.h"

namespace assay::runtime_images {

// Uncompressed and with every file's last bytes in a block of their own, since gVisor maps the
// file: where they stand beside the inode, which is the default, executing a program fails with
// "bad address". mkfs.erofs is the one of the images' release, out of an image of its own.
Status Builder::MakeErofs(const Image& image) {
  auto tools = store_.Resolve("tools");
  if (!tools.ok()) return std::move(tools).status().Annotate("an EROFS file needs mkfs.erofs");
  progress_(image.name, "making the EROFS file");
  // $1 tools' root, $2 the tree, $3 the image's folder; mounts are gone with the namespace.
  static constexpr const char* kScript =
      "set -eu; mount --bind \"$2\" \"$1/work\"; mount --bind \"$3\" \"$1/tmp\"; "
      "exec chroot \"$1\" /usr/bin/mkfs.erofs -T 1754697600 -U "
      "00000000-0000-0000-0000-000000000000 "
      "-E noinline_data --all-root --quiet /tmp/image.erofs.new /work";
  auto made = RunOrFail(
      {.argv = {"unshare", "--mount", "--propagation", "private", "sh", "-c", kScript, "sh",
                tools->rootfs.string(), image.rootfs.string(), image.folder.string()}},
      "mkfs.erofs");
  std::error_code error;
  if (!made.ok()) {
    std::filesystem::remove(image.folder / "image.erofs.new", error);
    return std::move(made).status();
  }
  std::filesystem::rename(image.folder / "image.erofs.new", image.folder / "image.erofs", error);
  if (error) return ErrnoStatus("cannot keep the EROFS file of " + image.name, error.value());
  return OkStatus();
}

}  // namespace assay::runtime_images
