#include "judge/git/fetch.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>
#include <vector>

#include "common/crypto/encoding.h"
#include "common/files.h"
#include "common/process/child.h"

namespace assay::judge {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;
namespace fs = std::filesystem;

constexpr uint64_t kMaxListing = 64ULL << 20U;  // of refs, and of a tree
constexpr uint64_t kMemory = 2ULL << 30U;       // address space of a process of git's
constexpr size_t kMaxSaid = 300;
constexpr std::chrono::milliseconds kGrace{5000};
constexpr std::chrono::milliseconds kLook{100};  // between two looks at whether it is wanted still

Status Field(const char* field, const std::string& why) {
  return InvalidArgument(std::string(field) + ": " + why);
}

// One line that says why, of all that git says.
std::string LastLine(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  const size_t line = text.rfind('\n');
  if (line != std::string::npos) text.erase(0, line + 1);
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text.substr(0, kMaxSaid);
}

bool Says(const std::string& text, std::initializer_list<const char*> words) {
  return std::ranges::any_of(
      words, [&](const char* word) { return text.find(word) != std::string::npos; });
}

Status TooLarge() {
  return Field("url", "the repository at this commit is larger than what is fetched");
}

// git's words about the server, in ours and by the field that they are about.
// Of a server inside of a network that the operator opened, `inner`, it is not said how it does not
// answer.
Status Explain(const std::string& said, const GitSource& source, bool inner) {
  if (Says(said, {"not our ref", "unadvertised object", "remote error: upload-pack: not our"}))
    return Field("ref", "the repository has no commit " + source.ref);
  if (Says(said, {"returned error: 30", "unable to update url base from redirection"}))
    return Field("url", "the server sends elsewhere; give the address where the repository is");
  if (Says(said, {"returned error: 401", "returned error: 403", "could not read Username",
                  "could not read Password", "Authentication failed"})) {
    return Field("token", source.token.empty()
                              ? "the server asks who this is; give a token that may read it"
                              : "the server does not take it");
  }
  if (const size_t at = said.find("fsck error"); at != std::string::npos)
    return Field("url",
                 "the repository is damaged: " + LastLine(said.substr(0, said.find('\n', at))));
  // A child of git's that was ended by its bounds.
  if (Says(said, {"File too large", "File size limit", "invalid index-pack output",
                  "index-pack failed", "died of signal"})) {
    return TooLarge();
  }
  if (Says(said, {"not found", "returned error: 404"}))
    return Field("url", "there is no repository");
  if (inner) return Field("url", "git could not fetch it");
  return Field("url", "git could not fetch it: " + LastLine(said));
}

class Git {
 public:
  Git(const GitSource& source, const GitOptions& options, fs::path scratch)
      : source_(source),
        options_(options),
        scratch_(std::move(scratch)),
        deadline_(Clock::now() + options.timeout) {}

  // Before anything else: who may be spoken to.
  Status Aim() {
    ASSAY_RETURN_IF_ERROR(CheckGitSource(source_));
    ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl url, CheckGitUrl(source_.url));
    ASSAY_ASSIGN_OR_RETURN(const GitAddresses server, options_.resolve(url, options_.policy));
    if (url.scheme != "https" && !server.all_named)
      return Field("url", "only https:// is allowed here");
    scheme_ = url.scheme;
    inner_ = server.all_named;
    // An address stands for itself.
    if (!http::AddressPolicy::Any().Check(url.host).ok())
      pin_ = url.host + ":" + url.port + ":" + server.addresses;
    return OkStatus();
  }

  Result<std::string> Resolve() {
    std::vector<std::string> arguments = {"ls-remote", "--quiet", "--", source_.url};
    for (const std::string& name : CandidatesOf(source_.ref)) arguments.push_back(name);
    ASSAY_ASSIGN_OR_RETURN(const std::string refs, Listing(arguments, Net::kServer));
    return CommitOf(refs, source_.ref);
  }

  Status Fetch(const std::string& commit, const fs::path& archive) {
    ASSAY_RETURN_IF_ERROR(Run({"init", "--quiet", "--bare", "--template=", Repository()}));
    ASSAY_RETURN_IF_ERROR(
        Ask({"fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules",
             "--no-write-fetch-head", "--no-auto-maintenance", "--", source_.url, commit}));
    const std::string tree = commit + ":" + source_.folder;
    const auto listed = Listing({"ls-tree", "-r", "-l", "-z", "--full-tree", tree});
    if (!listed.ok()) {
      if (listed.status().code() != StatusCode::kInvalidArgument) return listed.status();
      if (source_.folder.empty()) return Field("ref", "is no commit");
      return Field("folder", "there is no folder \"" + source_.folder + "\" at this commit");
    }
    ASSAY_RETURN_IF_ERROR(CheckTree(*listed, options_.tree));
    // A commit of this tree alone, with times of its own: the same files are the same archive.
    ASSAY_ASSIGN_OR_RETURN(std::string made, Listing({"commit-tree", "-m", "package", tree}));
    while (made.ends_with('\n')) made.pop_back();
    if (!IsCommit(made)) return DataLoss("git made no commit");
    const UniqueFd output(
        ::open(archive.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));  // NOLINT
    if (!output.valid()) return ErrnoStatus(archive.string(), errno);
    return Run({"archive", "--format=tar", made}, Net::kNone, output.get());
  }

 private:
  enum class Net { kNone, kServer };

  Status Ask(const std::vector<std::string>& arguments) const {
    return Run(arguments, Net::kServer);
  }
  std::string Repository() const { return (scratch_ / "repository").string(); }

  std::vector<std::string> Environment() const {
    std::vector<std::pair<std::string, std::string>> settings = {
        {"core.hooksPath", "/dev/null"},
        {"core.attributesFile", "/dev/null"},
        {"credential.helper", ""},
        {"fetch.recurseSubmodules", "false"},
        {"fetch.unpackLimit", "1"},  // one pack, however many objects
        {"gc.auto", "0"},
        {"http.emptyAuth", "false"},
        {"http.followRedirects", "false"},
        {"http.lowSpeedLimit", "1000"},
        {"http.lowSpeedTime", "20"},
        {"http.proxy", ""},
        {"pack.threads", "1"},
        {"transfer.bundleURI", "false"},
        {"transfer.fsckObjects", "true"},
    };
    if (!pin_.empty()) settings.emplace_back("http.curloptResolve", pin_);
    if (!source_.token.empty()) {
      // Names that servers take for a token: any.
      settings.emplace_back(
          "http.extraHeader",
          "Authorization: Basic " + crypto::Base64Encode("x-access-token:" + source_.token));
    }
    std::vector<std::string> environment = {
        "PATH=/usr/bin:/bin",          "LC_ALL=C",
        "HOME=" + scratch_.string(),  // else it is looked up, and with it .netrc
        "GIT_DIR=" + Repository(),     "GIT_CONFIG_NOSYSTEM=1",
        "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_ATTR_NOSYSTEM=1",         "GIT_TERMINAL_PROMPT=0",
        "GIT_ASKPASS=/bin/false",      "GIT_ALLOW_PROTOCOL=" + scheme_,
        "GIT_NO_LAZY_FETCH=1",         "GIT_NO_REPLACE_OBJECTS=1",
        "GIT_OPTIONAL_LOCKS=0",        "GIT_AUTHOR_NAME=assay",
        "GIT_AUTHOR_EMAIL=assay",      "GIT_AUTHOR_DATE=@0 +0000",
        "GIT_COMMITTER_NAME=assay",    "GIT_COMMITTER_EMAIL=assay",
        "GIT_COMMITTER_DATE=@0 +0000", "GIT_CONFIG_COUNT=" + std::to_string(settings.size()),
    };
    for (size_t i = 0; i < settings.size(); ++i) {
      const std::string number = std::to_string(i);
      environment.push_back("GIT_CONFIG_KEY_" + number + "=" + settings[i].first);
      environment.push_back("GIT_CONFIG_VALUE_" + number + "=" + settings[i].second);
    }
    return environment;
  }

  // timeout(1) bounds the time of all of it, bwrap(1) what it sees: programs, the certificates of
  // authorities, the folder of this fetch, and the network only where a server is asked; not our
  // files, our environment or our processes. prlimit(1) bounds each process. When bwrap ends, so
  // does all that it started.
  process::Command Command(const std::vector<std::string>& arguments, Net net, uint64_t max_file,
                           seconds left) const {
    const std::string scratch = scratch_.string();
    process::Command command;
    command.argv = {"/usr/bin/timeout", "--signal=KILL", std::to_string(left.count()),
                    "/usr/bin/bwrap",   "--unshare-all", "--die-with-parent",
                    "--new-session",    "--cap-drop",    "ALL"};
    const auto add = [&](std::initializer_list<std::string> words) {
      command.argv.insert(command.argv.end(), words);
    };
    if (net == Net::kServer) add({"--share-net"});
    add({"--ro-bind", "/usr", "/usr"});
    for (const char* link : {"bin", "lib", "lib64"})
      add({"--symlink", std::string("usr/") + link, std::string("/") + link});
    for (const char* folder : {"/etc/ssl", "/etc/ca-certificates"})
      add({"--ro-bind-try", folder, folder});
    for (const char* device : {"/dev/null", "/dev/urandom"}) add({"--dev-bind", device, device});
    add({"--tmpfs", "/tmp", "--bind", scratch, scratch, "--chdir", scratch});
    add({"/usr/bin/prlimit", "--core=0", "--nofile=256", "--fsize=" + std::to_string(max_file),
         "--cpu=" + std::to_string(left.count()), "--as=" + std::to_string(kMemory),
         options_.program.string()});
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = Environment();
    command.log = Said();
    return command;
  }
  fs::path Said() const { return scratch_ / "said"; }

  Status Run(const std::vector<std::string>& arguments, Net net = Net::kNone, int output = -1,
             uint64_t max_file = 0) const {
    const auto left = std::chrono::duration_cast<seconds>(deadline_ - Clock::now());
    if (left.count() < 1) return TooLong();
    std::error_code ignored;
    fs::remove(Said(), ignored);
    process::Command command =
        Command(arguments, net, max_file == 0 ? options_.max_bytes : max_file, left);
    command.output = output;
    ASSAY_ASSIGN_OR_RETURN(process::Child child, process::Child::Start(command));
    std::optional<int> ended;
    for (const auto give_up = Clock::now() + left + kGrace; !ended && Clock::now() < give_up;) {
      ASSAY_ASSIGN_OR_RETURN(ended, child.Wait(kLook));
      if (!ended && options_.unwanted && options_.unwanted())
        return Status(StatusCode::kCancelled, "nobody waits for it any more");
    }
    // As a shell says it, which bwrap does.
    const int code = !ended                ? 128 + SIGKILL
                     : WIFSIGNALED(*ended) ? 128 + WTERMSIG(*ended)
                                           : WEXITSTATUS(*ended);
    if (code == 128 + SIGKILL || Clock::now() >= deadline_) return TooLong();
    if (code == 0) return OkStatus();
    if (code == 128 + SIGXFSZ) return TooLarge();
    const auto read = ReadFile(Said(), kMaxListing);
    const std::string said = read.ok() ? *read : "";
    if (code == 126 || code == 127)
      return Internal("git cannot be started: are git and bubblewrap installed on this machine?");
    if (said.starts_with("bwrap: ")) return Internal("git cannot be kept apart: " + LastLine(said));
    return Explain(said, source_, inner_);
  }

  Result<std::string> Listing(const std::vector<std::string>& arguments,
                              Net net = Net::kNone) const {
    const fs::path file = scratch_ / "listing";
    const UniqueFd output(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!output.valid()) return ErrnoStatus("a file for what git prints", errno);
    ASSAY_RETURN_IF_ERROR(Run(arguments, net, output.get(), kMaxListing));
    return ReadFile(file, kMaxListing);
  }

  Status TooLong() const {
    return Field("url", "the server did not give it within " +
                            std::to_string(options_.timeout.count()) + " seconds");
  }

  const GitSource& source_;
  const GitOptions& options_;
  const fs::path scratch_;
  const Clock::time_point deadline_;
  std::string scheme_, pin_;
  bool inner_ = false;
};

}  // namespace

Result<std::string> ResolveGit(const GitSource& source, const GitOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const TempDir scratch, TempDir::Create("assay-git-"));
  Git git(source, options, scratch.path());
  ASSAY_RETURN_IF_ERROR(git.Aim());
  if (IsCommit(source.ref)) return source.ref;
  return git.Resolve();
}

Status FetchGit(const GitSource& source, const std::string& commit, const GitOptions& options,
                const std::filesystem::path& scratch, const std::filesystem::path& archive) {
  if (!IsCommit(commit)) return Internal("no commit is fetched by a name");
  Git git(source, options, scratch);
  ASSAY_RETURN_IF_ERROR(git.Aim());
  return git.Fetch(commit, archive);
}

}  // namespace assay::judge
