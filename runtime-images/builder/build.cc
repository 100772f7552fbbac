#include "runtime-images/builder/build.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "common/files.h"
#include "runtime-images/builder/process.h"
#include "runtime-images/digest.h"
#include "runtime-images/lock_file.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
constexpr int64_t kListMaxAgeSeconds = 3600;
constexpr size_t kFolderDigits = 16;

std::string ShellQuote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string InputsDigest(const ImageRecipe& recipe, const std::vector<ResolvedPackage>& resolved) {
  std::string text = "recipe " + std::to_string(kRecipeVersion) + "\n";
  for (const std::string& package : recipe.packages) text += "want " + package + "\n";
  for (const ResolvedPackage& entry : resolved) text += "deb " + entry.package.sha256 + "\n";
  for (const std::string& script : recipe.post_build) text += "script " + Sha256Hex(script) + "\n";
  return "sha256:" + Sha256Hex(text);
}

std::vector<Package> Packages(const std::vector<ResolvedPackage>& resolved) {
  std::vector<Package> packages;
  for (const ResolvedPackage& entry : resolved) packages.push_back(entry.package);
  return packages;
}

// A build folder that is gone, with all in it, unless it was published.
class WorkFolder {
 public:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {}
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// What dpkg says is installed must be what was resolved: the lock file speaks of the latter.
Status CheckInstalled(const fs::path& rootfs, const std::vector<ResolvedPackage>& resolved) {
  ASSAY_ASSIGN_OR_RETURN(const std::string status, ReadFile(rootfs / "var/lib/dpkg/status"));
  size_t installed = 0;
  for (size_t at = 0; (at = status.find("Status: install ok installed\n", at)) != std::string::npos;
       ++at) {
    ++installed;
  }
  if (installed == resolved.size()) return OkStatus();
  return Unavailable(std::to_string(installed) + " packages are installed where apt named " +
                     std::to_string(resolved.size()) +
                     "; the mirror changed during the build, so start it again");
}

}  // namespace

ImageRecipe ToolsRecipe() {
  ImageRecipe recipe;
  recipe.name = "tools";
  recipe.packages = {"erofs-utils", "squashfs-tools"};
  return recipe;
}

Result<UniqueFd> LockStore(const fs::path& store) {
  std::error_code error;
  fs::create_directories(store, error);
  if (error) return ErrnoStatus("cannot make the image store " + store.string(), error.value());
  UniqueFd fd(::open((store / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd.valid()) return ErrnoStatus("cannot open " + (store / "lock").string(), errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    return Unavailable("another process is building into " + store.string() +
                       "; wait until it is done");
  }
  return fd;
}

Builder::Builder(fs::path store, UniqueFd lock, AptRoot apt, Progress progress)
    : store_(std::move(store)),
      lock_(std::move(lock)),
      apt_(std::move(apt)),
      progress_(std::move(progress)) {}

Result<std::unique_ptr<Builder>> Builder::Open(const fs::path& store, const Mirrors& mirrors,
                                               Progress progress) {
  if (::geteuid() != 0) {
    return FailedPrecondition(
        "images are built by root (packages' scripts run in a chroot); use sudo, or copy a "
        "store that was built elsewhere and name it in ASSAY_IMAGE_STORE");
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, LockStore(store));
  std::error_code error;
  fs::remove_all(store / "tmp", error);  // what a killed build left; the lock says nobody uses it
  for (const char* folder : {"tmp", "pool", "images"}) {
    fs::create_directories(store / folder, error);
    if (error) return ErrnoStatus("cannot make " + (store / folder).string(), error.value());
  }
  ASSAY_ASSIGN_OR_RETURN(AptRoot apt, AptRoot::Open(store, mirrors));
  return std::unique_ptr<Builder>(
      new Builder(store, std::move(lock), std::move(apt), std::move(progress)));
}

Result<std::vector<ResolvedPackage>> Builder::Prepare(const ImageRecipe& recipe) {
  const std::lock_guard guard(apt_mutex_);
  ASSAY_ASSIGN_OR_RETURN(const std::string warning, apt_.Update(kListMaxAgeSeconds));
  if (!warning.empty()) progress_(recipe.name, warning);
  return apt_.Resolve(recipe.packages);
}

Status Builder::Bootstrap(const ImageRecipe& recipe, const std::vector<ResolvedPackage>& resolved,
                          const fs::path& work) {
  std::string names;
  for (const ResolvedPackage& entry : resolved) names += (apt_.debs() / entry.file).string() + "\n";
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(work / "debs.list", names));
  std::string script = "export LC_ALL=C.UTF-8 HOME=/tmp\nset -eu\n";
  for (const std::string& part : recipe.post_build) script += part + "\n";
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(work / "post_build", script));

  // The folders of manual pages must stand although their pages are left out: Java's alternatives
  // link into them.
  const std::string fill =
      "mkdir -p \"$1/var/cache/apt/archives\" \"$1/var/lib/apt/lists\"; for n in 1 2 3 4 5 6 7 8; "
      "do mkdir -p "
      "\"$1/usr/share/man/man$n\"; done; xargs -d '\\n' -a " +
      ShellQuote(work / "debs.list") + " cp -l -t \"$1/var/cache/apt/archives\" && cp -a " +
      ShellQuote(apt_.lists().string() + "/.") + " \"$1/var/lib/apt/lists\"";
  std::string include;
  for (const std::string& package : recipe.packages)
    include += (include.empty() ? "" : ",") + package;
  // A mount namespace of its own: whatever happens, no mount of the build is left in a tree that is
  // then removed.
  std::vector<std::string> argv = {
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "mmdebstrap",
      "--mode=root",
      "--variant=essential",
      "--format=directory",
      "--architectures=amd64",
      "--include=" + include,
      "--skip=download/empty",
      "--skip=essential/unlink",
      "--skip=check/empty",
      "--setup-hook=" + fill,
      "--dpkgopt=force-unsafe-io",
      "--aptopt=Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\"",
      "--aptopt=Acquire::Languages \"none\""};
  for (const char* path : {"doc/*", "man/*", "info/*", "locale/*", "lintian/*"}) {
    argv.push_back(std::string("--dpkgopt=path-exclude=/usr/share/") + path);
  }
  if (!recipe.post_build.empty()) {
    argv.push_back("--customize-hook=chroot \"$1\" /bin/sh < " + ShellQuote(work / "post_build"));
  }
  argv.insert(argv.end(), {kSuite, (work / "rootfs").string()});
  const std::vector<std::string> sources = apt_.SourceLines();
  argv.insert(argv.end(), sources.begin(), sources.end());
  auto output = RunOrFail(
      {.argv = argv,
       .env = {{"SOURCE_DATE_EPOCH", std::to_string(kBuildEpoch)},
               {"LC_ALL", "C.UTF-8"},
               {"TMPDIR", "/tmp"}},
       .on_line =
           [&](std::string_view line) {
             // Its steps, but not the text of our own hooks.
             if (line.starts_with("I: ") && line.find("hook in shell") == std::string_view::npos)
               progress_(recipe.name, std::string(line.substr(3)));
           }},
      "mmdebstrap");
  return std::move(output).status();
}

Status Builder::Publish(const fs::path& work, Image* image) {
  const std::string digits = image->digest.substr(sizeof("sha256:") - 1, kFolderDigits);
  const fs::path home = store_.root() / "images" / image->name;
  const fs::path folder = home / digits;
  std::error_code error;
  fs::create_directories(home, error);
  // The same tree was built before and may be in use: it stays, if it is still what it was.
  const std::string note = FormatImage(*image);
  auto same = store_.At(folder);
  if (same.ok() && same->digest == image->digest && store_.Verify(*same, VerifyMode::kQuick).ok()) {
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(folder / "image.json", note));
  } else {
    fs::remove_all(folder, error);
    fs::rename(work, folder, error);
    if (error) return ErrnoStatus("cannot put the image at " + folder.string(), error.value());
  }
  fs::remove(home / "next", error);
  fs::create_directory_symlink(digits, home / "next", error);
  if (!error) fs::rename(home / "next", home / "current", error);
  if (error) return ErrnoStatus("cannot point to the image from " + home.string(), error.value());
  image->folder = folder;
  image->rootfs = folder / "rootfs";
  return OkStatus();
}

Result<BuildReport> Builder::Build(const ImageRecipe& recipe, const BuildOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const int64_t started = std::time(nullptr);
  BuildReport report;
  progress_(recipe.name, "asking apt for " + std::to_string(recipe.packages.size()) + " packages");
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ResolvedPackage> resolved, Prepare(recipe));

  LockFile lock;
  if (const fs::path path = options.lock_folder / (recipe.name + ".lock"); fs::exists(path)) {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    ASSAY_ASSIGN_OR_RETURN(lock, ParseLock(text, path.string()));
    report.drift = Drift(lock.packages, Packages(resolved));
    if (options.locked && !report.drift.empty()) {
      return FailedPrecondition("Debian has moved on from " + path.string() + " (" +
                                report.drift[0] + (report.drift.size() > 1 ? ", …" : "") +
                                "); build without --locked and renew it with: assay-images lock " +
                                recipe.name);
    }
  } else if (options.locked) {
    return NotFound("no " + path.string() + "; build without --locked, then: assay-images lock " +
                    recipe.name);
  }

  const std::string inputs = InputsDigest(recipe, resolved);
  if (auto old = store_.Resolve(recipe.name); old.ok() && old->inputs == inputs && !options.force &&
                                              store_.Verify(*old, VerifyMode::kQuick).ok()) {
    report.up_to_date = true;
    report.image = *old;
    if (old->warm_up != recipe.warm_up) {
      report.image.warm_up = recipe.warm_up;
      ASSAY_RETURN_IF_ERROR(
          WriteFileAtomically(old->folder / "image.json", FormatImage(report.image)));
    }
  } else {
    const WorkFolder work(store_.root() / "tmp" / recipe.name);
    std::error_code error;
    fs::create_directories(work.path() / "rootfs", error);
    if (error) return ErrnoStatus("cannot make " + work.path().string(), error.value());
    {
      const std::lock_guard guard(apt_mutex_);
      progress_(recipe.name, "downloading " + std::to_string(resolved.size()) + " packages");
      ASSAY_RETURN_IF_ERROR(apt_.Download(recipe.packages, resolved));
    }
    ASSAY_RETURN_IF_ERROR(Bootstrap(recipe, resolved, work.path()));
    ASSAY_RETURN_IF_ERROR(CheckInstalled(work.path() / "rootfs", resolved));
    ASSAY_RETURN_IF_ERROR(CleanTree(work.path() / "rootfs"));
    progress_(recipe.name, "sealing the tree");
    ASSAY_ASSIGN_OR_RETURN(
        const std::vector<ManifestEntry> entries,
        SealTree(work.path() / "rootfs", store_.root() / "pool", started, &report.stats));
    const std::string manifest = FormatManifest(entries);
    report.image.name = recipe.name;
    report.image.digest = "sha256:" + Sha256Hex(manifest);
    report.image.warm_up = recipe.warm_up;
    report.image.inputs = inputs;
    report.image.packages = Packages(resolved);
    report.image.bytes = report.stats.bytes;
    report.image.files = report.stats.files;
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(work.path() / "manifest", manifest));
    ASSAY_RETURN_IF_ERROR(
        WriteFileAtomically(work.path() / "image.json", FormatImage(report.image)));
    fs::remove(work.path() / "debs.list", error);
    fs::remove(work.path() / "post_build", error);
    ASSAY_RETURN_IF_ERROR(Publish(work.path(), &report.image));
  }
  if (options.erofs && report.image.erofs.empty()) ASSAY_RETURN_IF_ERROR(MakeErofs(report.image));
  report.tree_matches_lock = lock.tree == report.image.digest;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace assay::runtime_images
