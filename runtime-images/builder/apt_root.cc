#include "runtime-images/builder/apt_root.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "common/files.h"
#include "runtime-images/builder/process.h"
#include "runtime-images/digest.h"

namespace assay::runtime_images {
namespace {

// apt's pattern for what every Debian system has.
constexpr const char* kEssential = "?essential";

std::string Unquote(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, "%3a") == 0) {
      out += ':';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

Result<Mirrors> MirrorsOfThisMachine() {
  ASSAY_ASSIGN_OR_RETURN(
      const std::string output,
      RunOrFail({.argv = {"apt-get", "indextargets", "--format",
                          "$(ORIGIN) $(CODENAME) $(REPO_URI)", "Created-By: Packages"},
                 .keep_stderr_apart = true},
                "apt-get indextargets"));
  Mirrors mirrors;
  std::istringstream lines(output);
  std::string origin;
  std::string codename;
  std::string uri;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    if (!(fields >> origin >> codename >> uri) || origin != "Debian") continue;
    if (codename.ends_with("-security")) {
      mirrors.security = uri;
    } else if (codename.find('-') == std::string::npos) {
      mirrors.main = uri;
    }
  }
  if (mirrors.main.empty()) {
    return FailedPrecondition(
        "this machine's apt knows no Debian mirror (run apt-get update first, or name one with "
        "--mirror)");
  }
  return mirrors;
}

Result<AptRoot> AptRoot::Open(const std::filesystem::path& store, const Mirrors& mirrors) {
  AptRoot apt(store / "apt", store / "debs", mirrors);
  std::error_code error;
  for (const char* folder : {"etc/apt/apt.conf.d", "etc/apt/preferences.d", "etc/apt/trusted.gpg.d",
                             "var/lib/apt/lists/partial", "var/lib/dpkg", "var/cache/apt"}) {
    std::filesystem::create_directories(apt.root_ / folder, error);
    if (error) return ErrnoStatus("cannot make " + (apt.root_ / folder).string(), error.value());
  }
  std::filesystem::create_directories(apt.debs_ / "partial", error);
  if (error) return ErrnoStatus("cannot make " + apt.debs_.string(), error.value());
  if (!std::filesystem::exists(kKeyring)) {
    return FailedPrecondition(std::string(kKeyring) +
                              " is missing; install the package debian-archive-keyring");
  }
  std::string sources;
  for (const std::string& line : apt.SourceLines()) sources += line + "\n";
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(apt.root_ / "etc/apt/sources.list", sources));
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(apt.root_ / "var/lib/dpkg/status", ""));
  return apt;
}

std::vector<std::string> AptRoot::SourceLines() const {
  const std::string start = std::string("deb [signed-by=") + kKeyring + "] ";
  std::vector<std::string> lines = {start + mirrors_.main + " " + kSuite + " main"};
  if (!mirrors_.security.empty()) {
    lines.push_back(start + mirrors_.security + " " + kSuite + "-security main");
  }
  return lines;
}

std::vector<std::string> AptRoot::Apt(std::vector<std::string> words) const {
  std::vector<std::string> argv = {"apt-get", "-q", "-y"};
  for (const std::string& option :
       {"Dir=" + root_.string(), "Dir::State::status=" + (root_ / "var/lib/dpkg/status").string(),
        "Dir::Cache::archives=" + debs_.string() + "/",
        std::string("APT::Install-Recommends=false"),
        // apt counts itself among the essential packages; an image has no use for it.
        std::string("pkgCacheGen::ForceEssential=,"), std::string("APT::Architecture=amd64"),
        std::string("APT::Architectures=amd64"),
        // apt would hand the download to a user who may not write into the store.
        std::string("APT::Sandbox::User=root"), std::string("Acquire::Languages=none"),
        std::string("Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false")}) {
    argv.insert(argv.end(), {"-o", option});
  }
  argv.insert(argv.end(), words.begin(), words.end());
  return argv;
}

Result<std::string> AptRoot::Update(int64_t max_age_seconds) {
  const std::filesystem::path stamp = root_ / "updated";
  std::error_code error;
  const auto age = std::filesystem::file_time_type::clock::now() -
                   std::filesystem::last_write_time(stamp, error);
  const bool have_lists = !error;
  if (updated_ || (have_lists && age < std::chrono::seconds(max_age_seconds))) return std::string();
  auto output = RunOrFail({.argv = Apt({"-o", "APT::Update::Error-Mode=any", "update"})},
                          "fetching Debian's package lists");
  if (!output.ok() && !have_lists) return std::move(output).status();
  updated_ = true;
  if (!output.ok()) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(age).count();
    return "going on with package lists of " + std::to_string(hours) + " hours ago; " +
           output.status().message();
  }
  std::filesystem::remove_all(root_ / "answers", error);
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(stamp, ""));
  return std::string();
}

Result<std::vector<ResolvedPackage>> ParsePrintUris(const std::string& output) {
  std::vector<ResolvedPackage> resolved;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('\'')) continue;
    std::istringstream fields(line);
    std::string uri;
    std::string size;
    std::string hash;
    ResolvedPackage entry;
    fields >> uri >> entry.file >> size >> hash;
    // name_version_architecture.deb, with the colon of an epoch written as %3a
    const size_t first = entry.file.find('_');
    const size_t last = entry.file.rfind('_');
    constexpr std::string_view kHash = "SHA256:";
    if (first == last || last == std::string::npos || !entry.file.ends_with(".deb") ||
        !hash.starts_with(kHash)) {
      return DataLoss("cannot understand apt's line: " + line);
    }
    entry.package.name = entry.file.substr(0, first);
    entry.package.version = Unquote(entry.file.substr(first + 1, last - first - 1));
    entry.package.architecture = entry.file.substr(last + 1, entry.file.size() - last - 5);
    entry.package.sha256 = hash.substr(kHash.size());
    resolved.push_back(std::move(entry));
  }
  std::sort(resolved.begin(), resolved.end(),
            [](const auto& a, const auto& b) { return a.package.name < b.package.name; });
  return resolved;
}

Result<std::vector<ResolvedPackage>> AptRoot::Ask(const std::vector<std::string>& packages) const {
  // An empty cache folder: apt prints only what it would have to download.
  std::vector<std::string> words = {
      "-o",           "Dir::Cache::archives=" + (root_ / "var/cache/apt").string(),
      "-o",           "Acquire::ForceHash=SHA256",
      "--print-uris", "install"};
  words.insert(words.end(), packages.begin(), packages.end());
  // apt takes a second to answer, and the answer stays the same until the lists are fetched again.
  std::string question;
  for (const std::string& word : Apt(words)) question += word + "\n";
  const std::filesystem::path answer = root_ / "answers" / Sha256Hex(question);
  if (const auto known = ReadFile(answer); known.ok()) return ParsePrintUris(*known);
  ASSAY_ASSIGN_OR_RETURN(const std::string output,
                         RunOrFail({.argv = Apt(words), .keep_stderr_apart = true},
                                   "asking apt what the image needs"));
  std::error_code error;
  std::filesystem::create_directories(root_ / "answers", error);
  ASSAY_RETURN_IF_ERROR(WriteFileAtomically(answer, output));
  return ParsePrintUris(output);
}

Result<std::vector<std::string>> AptRoot::Wanted(const std::vector<std::string>& packages) const {
  // mmdebstrap installs the essential packages first. Where one of them may be satisfied in two
  // ways (awk), that choice stands when the others come, so it is asked for by name.
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ResolvedPackage> essential, Ask({kEssential}));
  std::vector<std::string> wanted = packages;
  for (const ResolvedPackage& entry : essential) wanted.push_back(entry.package.name);
  return wanted;
}

Result<std::vector<ResolvedPackage>> AptRoot::Resolve(
    const std::vector<std::string>& packages) const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> wanted, Wanted(packages));
  return Ask(wanted);
}

Status AptRoot::Download(const std::vector<std::string>& packages,
                         const std::vector<ResolvedPackage>& resolved) const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> wanted, Wanted(packages));
  std::vector<std::string> words = {"--download-only", "install"};
  words.insert(words.end(), wanted.begin(), wanted.end());
  auto output = RunOrFail({.argv = Apt(words)}, "downloading packages");
  if (!output.ok()) return std::move(output).status();
  for (const ResolvedPackage& entry : resolved) {
    ASSAY_ASSIGN_OR_RETURN(const std::string hash, Sha256OfFile(debs_ / entry.file));
    if (hash != entry.package.sha256) {
      return DataLoss((debs_ / entry.file).string() +
                      " has not the content that Debian signed; remove it");
    }
  }
  return OkStatus();
}

}  // namespace assay::runtime_images
